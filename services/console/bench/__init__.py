"""The benchmark: figures measured side by side in one run, against the ceilings that the servers and the language set.

corpus.py, sentences.py   a seeded generator of articles
measuring.py              repetition, best and spread; the machine's data
extraction.py, streams.py, indexing.py, pipeline.py, processes.py, peer.py   what is measured
hop.py                    the child process of `streams`
scale.py                  how much of it a run measures
report.py                 rows, their aims, text and JSON
run.py                    what belongs to the short run and to the full one
"""
