"""The worker process: scheduled syncs, and the lane loop beside them."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector

from homeroom.runs.lane_loop import LaneLoop

HEARTBEAT_SECONDS = 3
STALLED_SECONDS = 10


def work(concurrency: int) -> None:
    """Work until a signal ends it: syncs run in threads, at most so many at once."""
    loop = LaneLoop()
    lanes = threading.Thread(target=loop.run, name="lanes")
    try:
        # Ctrl-C may come at any moment; a thread that nobody stops would keep the process alive.
        lanes.start()
        asyncio.run(_jobs(concurrency))
    finally:
        loop.stop.set()
        if lanes.ident is not None:
            lanes.join()


async def _jobs(concurrency: int) -> None:
    # By default Python gives sync tasks a few threads a core, whatever the concurrency.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(concurrency))
    connector = django_app.connector
    assert isinstance(connector, DjangoConnector)
    app: App = django_app.with_connector(connector.get_worker_connector())
    async with app.open_async():
        await app.run_worker_async(
            concurrency=concurrency,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            delete_jobs="successful",
        )
