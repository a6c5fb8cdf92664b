"""The processes that a server consists of: started, looked after, and ended with it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import click

from homeroom import settings
from homeroom.errors import NeedsOperator
from homeroom.lifeline import end_with_parent

LOOK_SECONDS = 0.5
# A part that ends sooner than this after its start, so many times in a row, is not started
# again; or only after a pause, where it has shown before that it can live.
STEADY_SECONDS = 10.0
TIMES = 3
PAUSE_SECONDS = 5.0
END_SECONDS = 20.0


class Part:
    """One process of a server; when something else ended it, it is started again."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._name = name
        self._command = command
        self._environment = environment
        self._failures = 0
        self._proven = False
        self._again_at: float | None = None
        self._start()

    @property
    def alive(self) -> bool:
        """Say whether the process runs."""
        return self._process.poll() is None

    def tend(self) -> None:
        """Start the process again if it has ended; NeedsOperator when it could never live."""
        if self.alive:
            return
        if self._again_at is None:
            self._again_at = time.monotonic() + self._pause()
        if time.monotonic() < self._again_at:
            return
        click.echo(f"The {self._name} has ended; it is started again.", err=True)
        self._start()

    def _pause(self) -> float:
        """Count an end, and return how many seconds to wait after it."""
        steady = time.monotonic() - self._since >= STEADY_SECONDS
        self._proven = self._proven or steady
        self._failures = 1 if steady else self._failures + 1
        if self._failures < TIMES:
            return 0
        if not self._proven:
            raise NeedsOperator(
                f"The {self._name} has ended {TIMES} times in a row.",
                fix="Look at the messages above.",
            )
        return PAUSE_SECONDS

    def ask_to_end(self) -> None:
        """Send it what Ctrl-C sends."""
        self._process.send_signal(signal.SIGINT)

    def end(self) -> None:
        """Wait for its end, and kill it when that takes too long, or when Ctrl-C comes again."""
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            self._process.wait(timeout=END_SECONDS)
        if self.alive:
            click.echo(f"The {self._name} did not end by itself; it is killed.", err=True)
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        parent = os.getpid()
        self._since = time.monotonic()
        self._again_at = None
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            # Ctrl-C reaches every process of a terminal's group. A worker of granian that hears of
            # it directly, and then from its master, never ends (seen with granian 2.8): each part
            # is told by us alone.
            process_group=0,
            preexec_fn=lambda: end_with_parent(parent, signal.SIGINT),
        )


@contextlib.contextmanager
def parts(commands: Mapping[str, Sequence[str]]) -> Iterator[list[Part]]:
    """Start processes on this process's database, and end them with it, by their ids."""
    from django.db import connections

    # A variable of its own may name a file with another address; it would be read first.
    given = ("HOMEROOM_DATABASE_URL_FILE", "HOMEROOM_DATABASE_OWNER_URL_FILE")
    environment = {
        **{name: value for name, value in os.environ.items() if name not in given},
        "DJANGO_SETTINGS_MODULE": "homeroom.settings",
        "HOMEROOM_DATABASE_URL": settings.url_of("default"),
        "HOMEROOM_DATABASE_OWNER_URL": settings.url_of("owner"),
    }
    connections.close_all()
    started: list[Part] = []
    try:
        for name, command in commands.items():
            started.append(Part(name, command, environment))
        yield started
    finally:
        for one in started:
            one.ask_to_end()
        for one in started:
            one.end()


def look_after(running: Sequence[Part], revive: Callable[[], None]) -> None:
    """Keep database and processes alive until Ctrl-C, which is the ordinary end."""
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            revive()
            for one in running:
                one.tend()
            time.sleep(LOOK_SECONDS)
