"""The worker process: scheduled syncs, and beside them deliveries and the rescue of jobs."""

import asyncio
import secrets
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from homeroom.runs.deliver.lane_loop import LaneLoop
from homeroom.runs.rescue import HEARTBEAT_SECONDS, SILENT_SECONDS, keep_looking

log = structlog.get_logger()

# The database tells of new jobs; where that gets lost, we look by ourselves.
POLL_SECONDS = 5.0
PAUSE_SECONDS = 1.0


def work(concurrency: int, revive: Callable[[], None], ready: Callable[[], None]) -> None:
    """Work until a signal ends it: syncs run in threads, at most so many at once.

    A database that goes away only interrupts the work; `revive` starts it again if it is ours.
    `ready` may tell that a signal ends the work from now on: one that comes before is an exception,
    which is lost where it meets an object that is just being given up.
    """
    _name_connections()
    loop = LaneLoop()
    beside = [
        threading.Thread(target=loop.run, name="lanes"),
        threading.Thread(target=keep_looking, args=(loop.stop,), name="rescue"),
    ]
    try:
        # Ctrl-C may come at any moment; a thread that nobody stops would keep the process alive.
        for thread in beside:
            thread.start()
        with asyncio.Runner() as runner:
            told = _told_to_end(runner.get_loop())
            ready()
            runner.run(_jobs(concurrency, revive, told))
    finally:
        loop.stop.set()
        for thread in beside:
            if thread.ident is not None:
                thread.join()


def _name_connections() -> None:
    """Give all connections of this process a name by which others can cut it off."""
    name = f"homeroom worker {secrets.token_hex(8)}"
    connections["default"].settings_dict["OPTIONS"]["application_name"] = name
    connections.close_all()


def _told_to_end(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    """Return what a signal sets, from now on: before the loop runs, asyncio would cancel all."""
    told = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, told.set)
    return told


async def _jobs(concurrency: int, revive: Callable[[], None], told: asyncio.Event) -> None:
    running = asyncio.get_running_loop()
    # By default Python gives sync tasks a few threads a core, whatever the concurrency.
    running.set_default_executor(ThreadPoolExecutor(concurrency))
    running.set_exception_handler(_tell)
    end = asyncio.ensure_future(told.wait())
    while not end.done():
        opened = asyncio.Event()
        taking = asyncio.ensure_future(_take_jobs(concurrency, opened))
        await asyncio.wait({taking, end}, return_when=asyncio.FIRST_COMPLETED)
        await _until_open(taking, opened)
        # Where it goes on, this asks it to end once its jobs have.
        taking.cancel()
        try:
            await taking
        except asyncio.CancelledError:
            return
        except ConnectorException as problem:
            log.warning("the database is away", problem=str(problem.__cause__)[:200])
        # Procrastinate queues periodic jobs through Django, in the thread that this names.
        await sync_to_async(connections.close_all)()
        revive()
        await asyncio.wait({end}, timeout=PAUSE_SECONDS)


async def _until_open(taking: "asyncio.Future[None]", opened: asyncio.Event) -> None:
    """Wait for the first connections: a pool that is cancelled while it connects never ends."""
    opening = asyncio.ensure_future(opened.wait())
    either: set[asyncio.Future[Any]] = {taking, opening}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    opening.cancel()


async def _take_jobs(concurrency: int, opened: asyncio.Event) -> None:
    """Take jobs until we are cancelled, or until the database goes away."""
    connector = django_app.connector
    assert isinstance(connector, DjangoConnector)
    app: App = django_app.with_connector(connector.get_worker_connector())
    async with app.open_async():
        opened.set()
        await app.run_worker_async(
            concurrency=concurrency,
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=SILENT_SECONDS,
            delete_jobs="successful",
            install_signal_handlers=False,
        )


def _tell(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say in a line that a job could not be closed: the database went, or others did it anew."""
    log.warning(context["message"], problem=str(context.get("exception"))[:200])
