"""Is a port free, and does somebody answer there? Asked before and after the web starts."""

import errno
import socket
import time
from collections.abc import Callable

from homeroom.errors import NeedsOperator

_LOOK_EVERY = 0.05
_NEXT_FEW = 20


def address_of(host: str) -> str:
    """Return the IP address of a host name, which is what the web server wants."""
    try:
        return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
    except OSError as problem:
        raise NeedsOperator(
            f"The host {host} is not known.",
            fix="Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all of its addresses.",
        ) from problem


def check_free(host: str, port: int) -> None:
    """Refuse a port that somebody listens on; two web servers would share its requests."""
    problem = _taken(address_of(host), port)
    if problem is None:
        return
    if problem.errno == errno.EACCES:
        raise NeedsOperator(
            f"Port {port} may only be opened by root.", fix="Choose one above 1023 with --port."
        )
    if problem.errno == errno.EADDRNOTAVAIL:
        raise NeedsOperator(
            f"This machine does not have the address {host}.",
            fix="Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all of its addresses.",
        )
    raise NeedsOperator(
        f"Port {port} is in use.",
        fix="Is Homeroom running already? End it, or choose another port with --port.",
    )


def first_free(host: str, port: int) -> int:
    """Return this port or the next one that is free."""
    for one in range(port, port + _NEXT_FEW):
        if _taken(address_of(host), one) is None:
            return one
    raise NeedsOperator(f"The ports from {port} on are in use.", fix="Choose one with --port.")


def any_free(host: str) -> int:
    """Return a port that nobody listens on, as the system hands them out."""
    with socket.create_server((address_of(host), 0)) as probe:
        return int(probe.getsockname()[1])


def wait_until_answered(host: str, port: int, alive: Callable[[], bool]) -> None:
    """Wait until somebody listens, or until those who should are no longer alive."""
    where = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while alive():
        try:
            socket.create_connection((where, port), timeout=1).close()
            return
        except OSError:
            time.sleep(_LOOK_EVERY)


def _taken(address: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as problem:
            return problem
    return None
