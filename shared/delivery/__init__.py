"""Delivery: the one place that knows how a message gets from stage to stage without being lost or doubled.

wire.py       what an entry of a stream looks like, and FastStream's parser for it
groups.py     the consumer groups, created before anything subscribes
handover.py   acknowledge and publish in one atomic step; replicas.py waits for those that must hold it
stage.py      a subscriber in batches around a function from entries to outcomes, which process.py gives as they come
holding.py    what is in hand, touched so that nobody takes it for abandoned
reporting.py  what each message leaves in the log, the metrics, the traces
recovery.py   what a dead worker left, retries, the last delivery; postponing.py what somebody else has put off
letters.py    dead letters; graveyard.py reads them, sends them back, drops them; reading.py reads a stream in pages
workers.py    work on articles in child processes, with a time limit; forking.py starts them, child.py is what runs there
backlog.py    how much waits; back-pressure; trimming
"""
