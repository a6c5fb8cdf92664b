"""A served hub with a small district that is in step with its SIS, and somebody of every role."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import prepare
from tests.database import copy_of, make_template
from tests.sandboxes import Sandbox, sandbox

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Hub:
    """Where the hub is served, its district, and the session of each role."""

    address: str
    slug: str
    sessions: dict[str, str]
    campus: Sandbox
    environment: dict[str, str]

    def at(self, path: str = "") -> str:
        """Return the address of a page of the district."""
        return f"{self.address}/d/{self.slug}/{path}"

    def command(self, *words: str) -> str:
        """Run a command of `homeroom` on this hub and return what it printed."""
        command = [sys.executable, "-m", "homeroom", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def act(self, *words: str) -> str:
        """Run a command in the district: other journeys make others beside it."""
        return self.command(*words, "--district", self.slug)

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Let a worker do meanwhile what waits: syncs that were started, and deliveries."""
        command = [sys.executable, "-m", "homeroom", "worker"]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


@contextmanager
def running_hub(folder: Path) -> Iterator[Hub]:
    """Make the district and serve its pages on a free port; stop them by their ids."""
    folder.mkdir()
    with sandbox("--students", "20") as campus, copy_of(make_template("migrated", prepare)) as urls:
        environment = {
            **os.environ,
            "HOMEROOM_HOME": str(folder),
            "HOMEROOM_DATABASE_URL": urls.app_url,
            "HOMEROOM_DATABASE_OWNER_URL": urls.owner_url,
            "HOMEROOM_SECRET_KEY": "for-the-journeys-only",
        }
        asked = json.dumps({"ready": campus.ready, "export": str(folder / "mathly.zip")})
        filled = subprocess.run(
            [sys.executable, "-m", "tests.journeys.fill"],
            cwd=ROOT,
            env=environment,
            input=asked,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        made = json.loads(filled.stdout)
        with served(environment) as address:
            yield Hub(address, made["slug"], made["sessions"], campus, environment)


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """Serve the pages; yield the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "homeroom", "web", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None and not _answers(address):
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz"):
            return True
    except urllib.error.HTTPError:
        raise  # it runs, and is broken
    except (urllib.error.URLError, ConnectionError):
        return False
