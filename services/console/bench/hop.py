"""One hop over the streams, as a process of its own: through the delivery of a service, or raw.

    python -m services.console.bench.hop service     a service whose work is to hand the bytes on
    python -m services.console.bench.hop raw COUNT   XREADGROUP, then XADD and XACK in one pipeline, until COUNT are done

Both read the stream `normalized` in batches of the same size and write `extracted`. The raw hop is the ceiling: it keeps no
order of delivery, gives no guarantee, retries nothing and logs nothing.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from shared.delivery.process import at_once
from shared.delivery.stage import Stage
from shared.delivery.wire import Done, Entry, Outcome
from shared.servers import connect_redis
from shared.service import Service, new_service, run_service
from shared.settings import Settings, load_settings
from shared.streams import DATA_FIELD, EXTRACT, EXTRACTED, NORMALIZED


async def _hand_on(entries: Sequence[Entry]) -> list[Outcome]:
    return [Done(entry.data) for entry in entries]


def build(settings: Settings) -> Service:
    """A service with everything but work."""
    service = new_service("extractor", settings)
    service.stage = Stage(service.broker, EXTRACT, at_once(_hand_on), settings=settings, metrics=service.metrics)
    return service


async def raw_hop(settings: Settings, count: int) -> None:
    """Pass `count` messages on with the server's commands alone."""
    redis = connect_redis(settings)
    source, target, group = NORMALIZED.key(settings.stream_prefix), EXTRACTED.key(settings.stream_prefix), EXTRACT.stage
    done = 0
    while done < count:
        answer = await redis.xreadgroup(group, "bench", {source: ">"}, count=settings.batch_size, block=5000)
        if not answer:
            break
        for _, entries in answer:
            pipe = redis.pipeline(transaction=False)
            for _, fields in entries:
                pipe.xadd(target, {DATA_FIELD: fields[DATA_FIELD.encode()]})
            pipe.xack(source, group, *(entry_id for entry_id, _ in entries))
            await pipe.execute()
            done += len(entries)
    await redis.aclose()
    await asyncio.Event().wait()  # until it is ended: what it has cost is read off the living process


if __name__ == "__main__":
    if sys.argv[1] == "raw":
        asyncio.run(raw_hop(load_settings(), int(sys.argv[2])))
    else:
        run_service(build)
