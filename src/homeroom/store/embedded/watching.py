"""Following a server that we did not start, or no longer want, until it is ready or gone."""

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.launch import what_it_does
from homeroom.store.embedded.layout import Layout
from homeroom.store.embedded.postmaster import ask_to_stop
from homeroom.store.embedded.server_log import ServerLog
from homeroom.store.embedded.sockets import drop_short_folder
from homeroom.store.embedded.status import is_ready, lives, server_process
from homeroom.store.embedded.waiting import Waiting

ORPHANS = "Processes of a database that was killed are still ending"
ORPHANS_MAY_TAKE = 60.0  # seconds; they end by themselves with the statement they are at


def wait_until_ready(layout: Layout, waiting: Waiting) -> bool:
    """Return True when a server that we found is ready, False when it has ended instead."""
    server_log = ServerLog.of_newest(layout)
    orphans = waiting.anew()
    while lives(layout):
        if is_ready(layout):
            return True
        if server_process(layout) is not None:
            waiting.pause(lambda: what_it_does(server_log))
        elif orphans.seconds < ORPHANS_MAY_TAKE:
            orphans.pause(lambda: ORPHANS)
        else:
            raise NeedsOperator(
                f"{ORPHANS}, or it runs in another container: {layout.data} is in use.",
                fix="End the processes named postgres that use this folder, then start again.",
            )
    return False


def stop_process(layout: Layout, waiting: Waiting) -> None:
    """Stop the server and wait until its last process has ended."""
    asked: int | None = None
    while lives(layout):
        seen = server_process(layout)
        if seen is not None and seen.pid != asked:
            ask_to_stop(seen)
            asked = seen.pid
        if asked is None:
            waiting.tell("The database is left to another container, or to its own end.")
            return
        waiting.pause(lambda: "The database is writing everything to disk before it stops")
    drop_short_folder(layout)
