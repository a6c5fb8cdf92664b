"""The bench's servers, each in a process of its own that is stopped by its id."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator

import httpx2
from msgspec import Struct

from homeroom.bench.district import A_CLASS
from homeroom.errors import NeedsDeveloper


class Server(Struct, frozen=True):
    """A running server."""

    url: str

    @property
    def service_url(self) -> str:
        """Return the base of all collections."""
        return f"{self.url}/ims/oneroster/rostering/v1p2"

    def change(self, name: str) -> None:
        """Let a static source show something else."""
        httpx2.post(f"{self.url}/change/{name}", trust_env=False, timeout=300)

    def counts(self) -> dict[str, int]:
        """Return how many requests and writes a taking server has seen."""
        said: dict[str, int] = httpx2.get(f"{self.url}/counts", trust_env=False).json()
        return said

    def held(self) -> list[tuple[str, str, str, float]]:
        """Return title, student, score and moment of each grade that a taking server holds."""
        said = httpx2.get(f"{self.url}/held", trust_env=False, timeout=60).json()
        return [(title, student, score, at) for title, student, score, at in said]

    def delivery_config(self, page_size: int) -> dict[str, str]:
        """Return what an admin would enter into Delivery Config."""
        return {
            "service_url": self.service_url,
            "token_url": f"{self.url}/token",
            "client_id": "bench",
            "client_secret": "bench",
            "page_size": str(page_size),
        }


@contextlib.contextmanager
def static_source(results: int) -> Iterator[Server]:
    """Run a source with a district of so many results."""
    with _running("static", str(max(results, A_CLASS))) as started:
        yield started


@contextlib.contextmanager
def taking_target(results: int, delay: float) -> Iterator[Server]:
    """Run a target with the roster of such a district that answers after so many seconds."""
    with _running("taking", str(max(results, A_CLASS)), str(delay)) as started:
        yield started


@contextlib.contextmanager
def _running(module: str, *arguments: str) -> Iterator[Server]:
    command = [sys.executable, "-m", f"homeroom.bench.{module}", *arguments]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    try:
        port = started.stdout.readline().strip()
        if not port:
            raise NeedsDeveloper("A server of the benchmark did not start.")
        yield Server(f"http://127.0.0.1:{port}")
    finally:
        started.terminate()
        started.wait()
        started.stdout.close()
