"""The web server of the hub, and its floor, each in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from homeroom import settings
from homeroom.errors import NeedsDeveloper

# An answer that costs nothing but the way to the hub and back.
FLOOR = "/healthz"


@contextmanager
def served(knobs: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve what is stored; yield the address."""
    urls = {
        "HOMEROOM_DATABASE_URL": settings.url_of("default"),
        "HOMEROOM_DATABASE_OWNER_URL": settings.url_of("owner"),
    }
    port = _free_port()
    command = [sys.executable, "-m", "homeroom", "web", "--port", str(port)]
    with _running(command, {**urls, **(knobs or {})}, port, FLOOR) as address:
        yield address


@contextmanager
def file_served(file: Path) -> Iterator[str]:
    """Serve the bytes of a file by the same server, whatever is asked; yield the address."""
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port",
        str(port), "--workers", "1", "--blocking-threads", "4", "--backpressure", "64",
        "--no-access-log", "--log-level", "warning", "homeroom.bench.one_file:application",
    ]  # fmt: skip
    with _running(command, {"BENCH_FILE": str(file)}, port, "/") as address:
        yield address


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def _running(
    command: Sequence[str], more: Mapping[str, str], port: int, path: str
) -> Iterator[str]:
    started = subprocess.Popen(command, env={**os.environ, **more}, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while not _answers(address + path):
            if started.poll() is not None:
                raise NeedsDeveloper("The web server did not start; messages stand above.")
            time.sleep(0.05)
        yield address
    finally:
        started.terminate()
        started.wait()


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, trust_env=False).is_success
    except httpx2.TransportError:
        return False
