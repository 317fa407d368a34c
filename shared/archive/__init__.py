"""The archive of raw articles: what is trimmed from the raw stream is in it first, from the first day on.

records.py   an entry of the stream as a line of JSON, and the names of objects
stores.py    a folder, or a bucket of an S3-compatible server
objects.py   writing and reading objects: zstd JSON Lines, an index a day
archiver.py  from the stream into the archive; runs in the fetcher

    <archive>/raw/2026-11-22/1795338000000-0_1795341600000-3_812.jsonl.zst    first and last entry looked at, lines
    <archive>/raw/2026-11-22/index.json                                       the day's objects with their SHA-256

An object is written once, whole, and never altered. The consumer group `archive` is the position: it moves after an object
is stored, so a death in between stores entries twice at most, and whoever reads takes each id once. Objects come in the
order of the stream.
"""
