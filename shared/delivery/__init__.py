"""Delivery: the one place that knows how a message gets from stage to stage without being lost or doubled.

wire.py      what an entry of a stream looks like, and FastStream's parser for it
handover.py  acknowledge and publish in one atomic step
stage.py     a subscriber in batches around a function from entries to outcomes
reporting.py what each message leaves in the log, the metrics, the traces
recovery.py  what a dead worker left, retries, the last delivery
postponing.py  what somebody else has put off
letters.py   dead letters; graveyard.py reads them, sends them back, drops them
workers.py   work on articles in child processes, with a time limit; child.py is what runs there
backlog.py   how much waits; back-pressure; trimming
"""
