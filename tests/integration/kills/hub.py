"""A whole hub with a database of its own, of which every part can be killed with -9."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import psycopg
from django.db import connections

from homeroom.runs.conductor import DATABASE_AWAY
from homeroom.store.embedded import EmbeddedServer
from tests.conftest import use
from tests.database import DatabaseUrls
from tests.integration.embedded.processes import children, lives

WORKER, WEB, DATABASE = "worker", "web", "database"
VICTIMS = (WORKER, WEB, DATABASE)
TURNS, PAUSE = 1200, 0.1  # a bound for a machine that is busy with other things


def wait_for(look: Callable[[], bool], what: str) -> None:
    """Wait until something holds; while a part is away, nothing does."""
    for _ in range(TURNS):
        with suppress(OSError, *DATABASE_AWAY):
            if look():
                return
        connections.close_all()
        time.sleep(PAUSE)
    raise AssertionError(f"waited in vain for {what}")


class Hub:
    """`homeroom serve` on its embedded database, which the test joins as one more of its users."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._database = EmbeddedServer(home)
        running = self._database.start()
        self.urls = DatabaseUrls(running.app_url, running.owner_url, running.superuser_url)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{port}/"
        command = [sys.executable, "-u", "-m", "homeroom", "serve", "--port", str(port)]
        environment = {**os.environ, "HOMEROOM_HOME": str(home)}
        self._words = (home / "serve.log").open("wb")
        self._serve = subprocess.Popen(
            command, env=environment, stdout=self._words, stderr=subprocess.STDOUT
        )
        wait_for(self.web_answers, "the web")
        use(self.urls)

    def end(self) -> str:
        """End it in order and return what it said."""
        connections.close_all()
        self._serve.send_signal(signal.SIGINT)
        self._serve.wait()
        self._words.close()
        self._database.stop()
        return (self.home / "serve.log").read_text()

    def web_answers(self) -> bool:
        """Say whether the first page is shown."""
        assert self._serve.poll() is None, (self.home / "serve.log").read_text()
        with urllib.request.urlopen(self.address) as answer:
            return b"Homeroom is running" in answer.read()

    def kill(self, victim: str, chance: Random) -> list[int]:
        """Kill a part with -9, as a whole or its inner or outer process; return who was killed."""
        killed = {WORKER: self._worker, WEB: self._web, DATABASE: self._postgres}[victim](chance)
        for pid in killed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return killed

    def wait_until_back(self, killed: list[int]) -> None:
        """Wait until who was killed is gone, and every part works again."""
        wait_for(lambda: not any(lives(pid) for pid in killed), "the end of who was killed")
        wait_for(lambda: self._child(b"worker") not in killed, "another worker")
        wait_for(self.database_answers, "the database")
        wait_for(self.web_answers, "the web")

    def database_answers(self) -> bool:
        """Say whether the database takes connections."""
        with psycopg.connect(self.urls.app_url) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)

    def _child(self, word: bytes) -> int:
        for pid in children(self._serve.pid):
            if word + b"\0" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        raise ProcessLookupError(word)

    def _worker(self, _: Random) -> list[int]:
        return [self._child(b"worker")]

    def _web(self, chance: Random) -> list[int]:
        master = self._child(b"granian")
        return chance.choice([[master], [*children(master)], [master, *children(master)]])

    def _postgres(self, chance: Random) -> list[int]:
        """The first process, with all the others or without them, or one that serves a client."""
        first = self._database.status().pid
        assert first is not None
        inner = children(first)
        clients = [pid for pid, words in inner.items() if "homeroom_app" in words]
        return chance.choice([[first], [first, *inner], [chance.choice(clients)]])
