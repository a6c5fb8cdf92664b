"""A process that uses the embedded server: commands come in through a pipe, answers go out.

Tests talk to it through `hubs.Hub`. It gives up root, where it is told to, after everything is
imported, so that the other user need not be able to read the virtual environment.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from homeroom.errors import HomeroomError
from homeroom.store.embedded import EmbeddedServer
from homeroom.store.embedded.installation import Installation


@dataclass(frozen=True)
class Orders:
    """What a hub is told when it begins; `become` is a user and a group."""

    home: Path
    settings: Mapping[str, str]
    become: tuple[int, int] | None
    offered: Sequence[Installation]


def start(server: EmbeddedServer) -> dict[str, Any]:
    running = server.start()
    return {
        "found": running.found.value,
        "socket_folder": running.socket_folder,
        "app_url": running.app_url,
        "owner_url": running.owner_url,
        "superuser_url": running.superuser_url,
        **status(server),
    }


def stop(server: EmbeddedServer) -> dict[str, Any]:
    server.stop()
    return status(server)


def status(server: EmbeddedServer) -> dict[str, Any]:
    seen = server.status()
    return {"state": seen.state.value, "pid": seen.pid, "major": seen.major}


def fork_and_stop(server: EmbeddedServer) -> dict[str, Any]:
    """Let a forked child stop the server as it ends, the way a worker's exit handlers do."""
    child = os.fork()
    if child == 0:
        server.stop()
        os._exit(0)
    os.waitpid(child, 0)
    return status(server)


COMMANDS: Mapping[str, Callable[[EmbeddedServer], dict[str, Any]]] = {
    "start": start,
    "stop": stop,
    "status": status,
    "fork and stop": fork_and_stop,
}


def obey(pipe: Connection, orders: Orders) -> None:
    """Carry out commands until the other end is closed."""
    if orders.become is not None:
        uid, gid = orders.become
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    elif os.geteuid() == 0:
        os.setgroups([0, 4])  # as the root of a login shell has, and the server must not
    server = EmbeddedServer(
        orders.home,
        settings=orders.settings,
        tell=lambda text: pipe.send({"told": text}),
        offered=orders.offered,
    )
    while True:
        try:
            pipe.send(COMMANDS[pipe.recv()](server))
        except HomeroomError as error:
            kind = type(error).__name__
            pipe.send({"error": kind, "message": error.message, "fix": error.fix})
        except EOFError:
            return
