"""A worker in a process of its own, which can be killed as by a power cut."""

import os
import subprocess
import sys

from homeroom import settings


class Worker:
    """A running worker on the bench's database; a context manager that ends it."""

    def __init__(self) -> None:
        self._process = self._started()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def kill_and_restart(self) -> None:
        """Send signal 9, and start another one at once."""
        self._process.kill()
        self._process.wait()
        self._process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        urls = {
            "HOMEROOM_DATABASE_URL": settings.url_of("default"),
            "HOMEROOM_DATABASE_OWNER_URL": settings.url_of("owner"),
        }
        command = [sys.executable, "-m", "homeroom", "worker", "--quiet"]
        return subprocess.Popen(command, env={**os.environ, **urls}, stdout=subprocess.DEVNULL)
