"""A pretend Infinite Campus in a process of its own, as an operator starts it."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox: what it printed when it was ready, and its control endpoints."""

    ready: dict[str, Any]

    def get(self, path: str) -> Any:
        """Ask a control endpoint."""
        with urllib.request.urlopen(f"{self.ready['control']}/{path}") as answer:
            return json.loads(answer.read())

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Do something at a control endpoint."""
        asked = urllib.request.Request(
            f"{self.ready['control']}/{path}",
            json.dumps(body or {}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked) as answer:
            return json.loads(answer.read() or b"{}")

    def fetch(self, path: str, into: Path) -> Path:
        """Keep what a control endpoint sends in a file."""
        with urllib.request.urlopen(f"{self.ready['control']}/{path}") as answer:
            into.write_bytes(answer.read())
        return into

    def delivery_config(self, api: str, *, grades: bool = True) -> dict[str, str]:
        """Return what an admin enters into Delivery Config."""
        given = {
            "service_url": self.ready["service_url"][api],
            "client_id": self.ready["client_id"],
            "client_secret": self.ready["client_secret"],
            "token_url": self.ready["token_url"],
        }
        if grades:
            given |= {name: self.ready[name] for name in ("vendor_key", "vendor_secret")}
        return given

    def writes(self) -> int:
        """Return how many writes the sandbox has seen."""
        return int(self.get("requests")["writes"])


@contextmanager
def sandbox(*arguments: str) -> Iterator[Sandbox]:
    """Start a sandbox on a free port and stop it by its id."""
    command = [sys.executable, "-m", "homeroom.sandbox", "infinite-campus", "--port", "0"]
    started = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    try:
        yield Sandbox(json.loads(started.stdout.readline()))
    finally:
        started.terminate()
        started.wait()
        started.stdout.close()
