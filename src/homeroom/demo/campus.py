"""The pretend Infinite Campus of the demo: a process of its own, spoken to over HTTP only."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
from msgspec import Struct

from homeroom.errors import NeedsDeveloper

STUDENTS = "300"


class Campus(Struct, frozen=True):
    """A running sandbox, as its first line of output describes it."""

    ready: Mapping[str, Any]
    api: str

    def delivery_config(self) -> dict[str, str]:
        """Return what an admin would enter into Delivery Config."""
        names = ("client_id", "client_secret", "token_url", "vendor_key", "vendor_secret")
        given = {name: str(self.ready[name]) for name in names}
        return given | {"service_url": self.ready["service_url"][self.api]}

    def writes(self) -> int:
        """Return how many writes the SIS has seen."""
        return int(self._ask("requests").json()["writes"])

    def teacher_view(self) -> list[dict[str, Any]]:
        """Return the sections that something was written to, as their teachers see them."""
        sections: list[dict[str, Any]] = self._ask("teacher-view.json?touched=1").json()["sections"]
        return sections

    def fetch_export(self, into: Path) -> None:
        """Keep the learning app's gradebook export in a file."""
        into.write_bytes(self._ask(f"learning-app.zip?api={self.api}").content)

    def _ask(self, path: str) -> httpx2.Response:
        answer = httpx2.get(f"{self.ready['control']}/{path}", timeout=60, trust_env=False)
        answer.raise_for_status()
        return answer


@contextlib.contextmanager
def running_campus(api: str) -> Iterator[Campus]:
    """Start the sandbox on a free port, and stop it by its id."""
    command = [sys.executable, "-m", "homeroom.sandbox", "infinite-campus", "--port", "0"]
    command += ["--students", STUDENTS, "--api", api]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert started.stdout is not None
        line = started.stdout.readline()
        if not line:
            raise NeedsDeveloper("The pretend Infinite Campus did not start.")
        yield Campus(json.loads(line), api)
    finally:
        started.terminate()
        started.wait()
        if started.stdout is not None:
            started.stdout.close()
