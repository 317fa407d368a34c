"""From the raw stream into the archive, a chunk at a time.

The stream itself is the buffer: entries are looked at where they are, stored as one object, and only then does the position
(the last delivered entry of the group `archive`) move, in a step that moves it only from where it was. So trimming, which
spares what a group has not done, never takes what is not stored. A death, or two archivers at once, store something twice;
nobody can make it miss anything. Nothing here needs memory of the stream server, so it works over `maxmemory` too, where it is
what makes room.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog
from redis.exceptions import RedisError, ResponseError

from shared.archive.objects import Archive, Chunk
from shared.archive.records import ObjectName, day_of
from shared.archive.stores import StoreError, open_store
from shared.delivery.backlog import Backlog, backlogs, oldest_waiting_ms
from shared.delivery.reading import rows_after
from shared.metrics import ArchiveMetrics, StageMetrics
from shared.runs import run_of
from shared.settings import Settings
from shared.streams import ARCHIVE_GROUP, DATA_FIELD, RAW

log = structlog.get_logger()

_CHUNK_BYTES = 8 * 1024 * 1024
"""Of lines before compression; a chunk exceeds it by one entry at most."""
_CHUNK_ENTRIES = 5_000
_PAUSE_MAX = 10.0

_MOVE = """#!lua flags=allow-oom
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local info = {}
  for i = 1, #group, 2 do info[group[i]] = group[i + 1] end
  if info['name'] == ARGV[1] and info['last-delivered-id'] == ARGV[2] then
    local read = info['entries-read']
    if not read and ARGV[2] == '0-0' then
      local stream, about = redis.call('XINFO', 'STREAM', KEYS[1]), {}
      for i = 1, #stream, 2 do about[stream[i]] = stream[i + 1] end
      read = about['entries-added'] - about['length']
    end
    if read then redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], ARGV[3], 'ENTRIESREAD', read + ARGV[4])
    else redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], ARGV[3]) end
    return 1
  end
end
return 0
"""


class Archiver:
    """Archives the raw stream as long as it runs.

    Args:
        settings: where the archive is, how long entries may lie.
        stage_metrics: of the service, for the backlog.
        metrics: of the archive.
    """

    def __init__(self, settings: Settings, stage_metrics: StageMetrics, metrics: ArchiveMetrics) -> None:
        assert settings.archive_place is not None  # noqa: S101  whoever has switched it off runs none
        self._settings = settings
        self._stage_metrics = stage_metrics
        self._metrics = metrics
        self._stream = RAW.key(settings.stream_prefix)
        self._archive = Archive(open_store(settings.archive_place))
        self._redis: Any = None
        self._move: Any = None
        self._sure = False
        """Whether the position is known to be where the archive ends: not after a start or an error."""
        self.trouble: StoreError | None = None

    async def prepare(self, redis: Any) -> None:
        """Take up the connection, and create the group."""
        self._redis = redis
        self._move = redis.register_script(_MOVE)
        await self._create_group()

    async def _create_group(self) -> None:
        if ARCHIVE_GROUP not in await backlogs(self._redis, self._stream):
            try:  # not by `xgroup_create`, which the frame of the services has made deaf for FastStream's sake
                await self._redis.execute_command("XGROUP CREATE", self._stream, ARCHIVE_GROUP, "0", "MKSTREAM")
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):  # another process was quicker
                    raise

    async def check(self) -> None:
        """Raise when archiving has stopped, with the cause."""
        if self.trouble is not None:
            raise self.trouble

    async def run(self) -> None:
        """Archive what is due, until the process ends."""
        pause = look = min(5.0, self._settings.archive_seconds / 4)
        while True:
            try:
                while await self._archive_due():
                    pass
                pause = look
            except (RedisError, OSError) as error:
                self._sure = False
                log.warning("archiving is interrupted", error=str(error))
            except StoreError as error:
                self._sure = False
                self.trouble = error
                self._metrics.failed(error.reason)
                log.error("archiving is stopped, and so is trimming", reason=error.reason, error=str(error))
                pause = min(pause * 2, _PAUSE_MAX)
            except Exception:  # a bug here is no reason to stop taking articles in
                self._sure = False
                log.exception("archiving failed")
            await asyncio.sleep(pause)

    async def _archive_due(self) -> bool:
        """Archive a chunk if one is due; whether there may be another."""
        found = (await backlogs(self._redis, self._stream)).get(ARCHIVE_GROUP)
        if found is None:  # FLUSHALL, or a server that was set up anew
            await self._create_group()
            self._sure = False
            return False
        oldest = await oldest_waiting_ms(self._redis, self._stream, ARCHIVE_GROUP, found)
        age = max(0.0, await self._now() - oldest / 1000) if oldest is not None else 0.0
        self._stage_metrics.backlog(RAW.name, ARCHIVE_GROUP, pending=0, lag=found.lag, oldest_seconds=age)
        due = found.lag >= self._settings.archive_entries or (oldest is not None and age >= self._settings.archive_seconds)
        if self.trouble is not None and not found.lag:  # another archiver has stored what we could not
            self._well()
        if not due and self.trouble is None:
            return False
        return await self._archive_chunk(found)

    async def _now(self) -> float:
        seconds, micros = await self._redis.time()
        return float(seconds + micros / 1e6)

    async def _archive_chunk(self, position: Backlog) -> bool:
        started = time.perf_counter()
        if not self._sure:
            adopted = await self._adopt(position)
            self._sure = True
            if adopted:
                self._well()
                return True
        chunk = Chunk()
        async for entry_id, fields in rows_after(self._redis, self._stream, position.last_delivered):
            if chunk.first and (
                day_of(entry_id) != day_of(chunk.first) or chunk.looked_at >= _CHUNK_ENTRIES or chunk.size >= _CHUNK_BYTES
            ):
                break
            if run_of(fields.get(DATA_FIELD.encode(), b"")) is not None:
                chunk.pass_by(entry_id)
            else:
                await asyncio.to_thread(chunk.add, entry_id, fields)
        if not chunk.first:
            return False
        name, data = chunk.finish()
        if name.lines:
            await asyncio.to_thread(self._archive.write, name, data)
        await self._advance(position, name, chunk.looked_at)
        self._well()
        self._metrics.archived(chunk.lines, len(data))
        seconds = round(time.perf_counter() - started, 3)
        log.info("archived", object=name.path, entries=name.lines, bytes=len(data), seconds=seconds)
        return True

    async def _adopt(self, position: Backlog) -> bool:
        """Move on to the end of an object that was stored just before a death or an error; whether there was one."""
        async for next_id, _ in rows_after(self._redis, self._stream, position.last_delivered, first=1):
            name = await asyncio.to_thread(self._archive.beginning_with, next_id)
            if name is None:
                return False
            looked_at = len(await self._redis.xrange(self._stream, min=next_id, max=name.last))
            log.info("stored before", object=name.path)
            await self._advance(position, name, looked_at)
            return True
        return False

    async def _advance(self, position: Backlog, name: ObjectName, looked_at: int) -> None:
        await self._move(keys=[self._stream], args=[ARCHIVE_GROUP, position.last_delivered, name.last, looked_at])

    def _well(self) -> None:
        if self.trouble is not None:
            log.info("archiving goes on")
        self.trouble = None
        self._metrics.well()
