"""Backup and restore: the stream server's data as a file, then the indices as a snapshot.

**The streams first, then the index.** An article is indexed before it is acknowledged. So each article that was taken in before
the copy of the streams is, at that moment, either acknowledged, and then the later snapshot holds it, or not, and then the
streams hold it and it is delivered again after a restore. What comes between the two copies is in the index and not in the
streams: nothing waits for it, and if it comes again it has the same ids and changes nothing. The other way round, what was
acknowledged between the two would be in neither.

**The streams' file** is the RDB image that the server sends a replica (SYNC): one point in time, made by a fork while the server
goes on, the same as BGSAVE writes, but over the connection, so that it needs no access to the server's disk. Copying the
append-only files of a running server instead would tear them apart. A server with its append-only file on reads no `dump.rdb`
when it starts; so a restore writes the image as the base of a new append-only file, with the manifest that names it.

**The index** is a snapshot of the indices behind the aliases, in a repository of OpenSearch; only what an earlier snapshot does
not hold is copied. A restore builds the indices beside those that are there and then moves the aliases in one step.
"""
