"""Backup and restore: the stream server's data as a file, and the indices as a snapshot, of one moment.

**One moment.** The indices are closed for writing, the streams are copied, the snapshot is begun, and as soon as OpenSearch has
taken hold of what goes into it (not when it is written) the indices are open again. Searches notice nothing; the indexer waits,
as it does for a full disk, and loses nothing. An article is acknowledged only when its facts and then itself are written. So what
is in the streams as not acknowledged may be in the index wholly, in part or not at all: after a restore it is delivered again,
and since ids and versions are the same, the same stands in the index in the end. What is acknowledged is wholly in the index.
Without holding the indexer no order of the two would do: what is acknowledged between an earlier snapshot and a later copy of
the streams would be in neither; and the shards of a snapshot are not of one moment, so that what comes between an earlier copy
of the streams and a later snapshot may be there in part, with nothing that would ever deliver it again.

**The streams' file** is the RDB image that the server sends a replica (SYNC): one point in time, made by a fork while the server
goes on, the same as BGSAVE writes, but over the connection, so that it needs no access to the server's disk. Copying the
append-only files of a running server instead would tear them apart. A server with its append-only file on reads no `dump.rdb`
when it starts; so a restore writes the image as the base of a new append-only file, with the manifest that names it.

**The index** is a snapshot of the indices behind the aliases, in a repository of OpenSearch; only what an earlier snapshot does
not hold is copied. A restore builds the indices beside those that are there and then moves the aliases in one step.
"""
