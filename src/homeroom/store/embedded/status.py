"""Whether the server runs, for a person who asks."""

import socket
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.installation import major_of
from homeroom.store.embedded.layout import Layout, check_owner
from homeroom.store.embedded.locks import is_held
from homeroom.store.embedded.postmaster import PidFile, find_postmaster
from homeroom.store.embedded.sockets import NAME, find_socket_folder


class State(Enum):
    """In the words of PostgreSQL's pid file, where it has one."""

    STOPPED = "stopped"
    STARTING = "starting"  # recovery after a crash is part of it
    READY = "ready"
    STOPPING = "stopping"


@dataclass(frozen=True)
class Status:
    """What can be seen from outside; `pid` is None, too, for a server in another container."""

    state: State
    pid: int | None
    major: int | None  # None before the first start
    data: Path


def server_process(layout: Layout) -> PidFile | None:
    """Return the server's pid file if its process lives and can be seen from here."""
    return find_postmaster(layout.data, locked=is_held(layout.alive_lock))


def lives(layout: Layout) -> bool:
    """Tell whether any process of the server lives, seen or unseen."""
    return is_held(layout.alive_lock) or server_process(layout) is not None


def answers(layout: Layout) -> bool:
    """Tell whether somebody listens on the server's socket."""
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(find_socket_folder(layout) / NAME))
    except (OSError, NeedsOperator):
        return False
    return True


def is_ready(layout: Layout) -> bool:
    """Tell whether the server takes connections, also one that runs in another container."""
    seen = server_process(layout)
    return seen.status == "ready" if seen is not None else answers(layout)


def status_of(layout: Layout) -> Status:
    """Return what the server does at this moment."""
    if not layout.top.is_dir():
        return Status(State.STOPPED, None, None, layout.data)
    check_owner(layout)
    seen = server_process(layout)
    pid = None if seen is None else seen.pid
    return Status(_state(layout, seen), pid, major_of(layout.data), layout.data)


def _state(layout: Layout, seen: PidFile | None) -> State:
    if not lives(layout):
        return State.STOPPED
    if is_ready(layout):
        return State.READY
    return State.STOPPING if seen is not None and seen.status == "stopping" else State.STARTING
