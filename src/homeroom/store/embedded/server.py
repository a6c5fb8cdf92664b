"""The embedded server as its users see it: start it or join it, and leave it."""

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import psycopg

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.account import Account, choose_account
from homeroom.store.embedded.cluster import make_cluster
from homeroom.store.embedded.copies import private_copy
from homeroom.store.embedded.diagnosis import explain_system, way_out
from homeroom.store.embedded.external import NOT_READY
from homeroom.store.embedded.installation import (
    Installation,
    installation_for,
    installations,
    major_of,
)
from homeroom.store.embedded.launch import launch
from homeroom.store.embedded.layout import Layout, claim
from homeroom.store.embedded.locks import only_one
from homeroom.store.embedded.passwords import read_passwords
from homeroom.store.embedded.roles import complete_roles
from homeroom.store.embedded.running import SUPER, Found, Running
from homeroom.store.embedded.share import Share
from homeroom.store.embedded.sockets import find_socket_folder
from homeroom.store.embedded.status import Status, is_ready, lives, status_of
from homeroom.store.embedded.waiting import Tell, Waiting
from homeroom.store.embedded.watching import stop_process, wait_until_ready

log = logging.getLogger(__name__)

NO_SETTINGS: Mapping[str, str] = MappingProxyType({})
SECOND_LOOK = 0.2  # seconds; each look leaves a line in the server's log
IF_RESTORED = "If its folder came from a backup, restore passwords.json beside it as well."
BUSY = "Another homeroom process is starting or stopping the database"


class EmbeddedServer:
    """The server of one data folder, shared by all processes of one user.

    Each process that has started it holds a share; the last one to leave stops it. The kernel takes
    the share of a process that is killed, so the next one to leave stops the server. Whoever is
    killed with SIGTERM must see to it that `stop` still runs.
    """

    def __init__(
        self,
        home: Path,
        *,
        settings: Mapping[str, str] = NO_SETTINGS,
        tell: Tell = log.info,
        offered: Sequence[Installation] | None = None,
    ) -> None:
        """Describe a server; `settings` go to PostgreSQL if it is we who start it.

        `tell` receives a sentence every few seconds of waiting. `offered` are the versions to
        choose from, the wheel's by default.
        """
        self._layout = Layout(home.resolve())
        self._settings = settings
        self._tell = tell
        self._offered = offered
        self._share = Share(self._layout.users_lock)

    def start(self) -> Running:
        """Start the server, or use the one that runs; doing it again changes nothing.

        Raises NeedsOperator, with the server's last words, when it cannot run.
        """
        with self._in_plain_words():
            _require_linux()
            claim(self._layout)
            waiting = Waiting(self._tell)
            with only_one(self._layout.starting_lock, waiting, BUSY):
                return self._start(waiting)

    def stop(self) -> None:
        """Give up our share; the last one to do so stops the server and waits for its end."""
        if self._share.taken:
            with self._in_plain_words():
                waiting = Waiting(self._tell)
                with only_one(self._layout.starting_lock, waiting, BUSY):
                    self._leave(waiting)

    def status(self) -> Status:
        """Return what the server does, without joining it."""
        with self._in_plain_words():
            return status_of(self._layout)

    def __enter__(self) -> Running:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self, waiting: Waiting) -> Running:
        account = choose_account(self._layout.data, self._tell)
        account.enter(self._layout.top)
        try:
            unused = self._share.take()
            return self._arrive(account, Found.ADOPTED if unused else Found.JOINED, waiting)
        except BaseException:
            self._leave(waiting)
            raise

    def _arrive(self, account: Account, unless_started: Found, waiting: Waiting) -> Running:
        """Sign in, again and again to a server that dies or repairs itself at this very moment."""
        while True:
            started = self._come_up(account, waiting)
            try:
                return self._greet(Found.STARTED if started else unless_started)
            except (psycopg.OperationalError, NeedsOperator) as error:
                gone = not is_ready(self._layout)
                if (started and gone) or not (gone or NOT_READY.search(str(error))):
                    raise
            waiting.pause(lambda: "The database repairs itself", SECOND_LOOK)

    def _come_up(self, account: Account, waiting: Waiting) -> bool:
        """Return once the server is ready: True if we started it, False if it was there."""
        while lives(self._layout):
            if wait_until_ready(self._layout, waiting):
                return False
        offered = installations() if self._offered is None else self._offered
        installation = installation_for(self._layout.data, offered)
        if account.changes:
            installation = private_copy(installation, self._layout.programs)
        if major_of(self._layout.data) is None:
            make_cluster(self._layout, account, installation, self._settings, waiting)
        launch(self._layout, account, installation, self._settings, waiting)
        return True

    def _greet(self, found: Found) -> Running:
        """Sign in once, and finish what an interrupted first start has left undone."""
        passwords = read_passwords(self._layout)
        running = Running(find_socket_folder(self._layout), passwords, found)
        complete_roles(running.url(SUPER, "postgres"), passwords)
        return running

    def _leave(self, waiting: Waiting) -> None:
        if self._share.give_up():
            stop_process(self._layout, waiting)

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise explain_system(error, self._layout.top) from error
        except psycopg.Error as error:
            raise NeedsOperator(
                f"The database runs, but does not let Homeroom in: {error}",
                fix=way_out(str(error)) or IF_RESTORED,
            ) from error


def _require_linux() -> None:
    if sys.platform != "linux":
        raise NeedsOperator(
            "The embedded database runs on Linux only: its processes are told apart by /proc.",
            fix="Set HOMEROOM_DATABASE_URL to a PostgreSQL server of version 15 or newer.",
        )
