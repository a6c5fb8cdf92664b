"""Starting and steering processes that use an embedded server, as root or as an ordinary user."""

import multiprocessing
import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from homeroom.store.embedded.installation import Installation
from tests.integration.embedded.hub import Orders, obey

QUICK = {"fsync": "off"}  # what a test loses in a power failure does not matter
# A process that has everything imported, and forks a hub in milliseconds.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.integration.embedded.hub"])


@dataclass(frozen=True)
class User:
    """Whom a hub runs as; `become` is None for ourselves."""

    name: str
    uid: int
    become: tuple[int, int] | None


def myself() -> User:
    return User("root" if os.geteuid() == 0 else "ordinary user", os.geteuid(), None)


def ordinary() -> User:
    """Return a user who is not root: ourselves, or, for root, one who has a name in passwd."""
    if os.geteuid() != 0:
        return myself()
    nobody = pwd.getpwnam("nobody")
    return User("ordinary user", nobody.pw_uid, (nobody.pw_uid, nobody.pw_gid))


class Hub:
    """One process that uses the server."""

    def __init__(self, orders: Orders) -> None:
        self._pipe, far_end = Pipe()
        self.process = FORKS.Process(target=obey, args=(far_end, orders))
        self.process.start()
        far_end.close()
        self.open = True
        self._asked = 0

    def ask(self, command: str) -> None:
        """Send a command without waiting for its answer."""
        self._pipe.send(command)
        self._asked += 1

    def has_spoken(self) -> bool:
        """Tell whether there is something to hear."""
        return self._pipe.poll()

    def hear(self) -> dict[str, Any]:
        """Wait for the next thing it says, be it progress or an answer."""
        said: dict[str, Any] = self._pipe.recv()
        if "told" not in said:
            self._asked -= 1
        return said

    def answer(self) -> dict[str, Any]:
        """Wait for the answer to the last command."""
        while "told" in (said := self.hear()):
            pass
        return said

    def start(self) -> dict[str, Any]:
        """Start the server; fail with its error if it does not."""
        self.ask("start")
        said = self.answer()
        assert "error" not in said, said
        return said

    def fail_to_start(self) -> dict[str, Any]:
        """Start the server and return the error that is expected."""
        self.ask("start")
        said = self.answer()
        assert said.get("error") == "NeedsOperator", said
        return said

    def stop(self) -> dict[str, Any]:
        self.ask("stop")
        return self.answer()

    def status(self) -> dict[str, Any]:
        self.ask("status")
        return self.answer()

    def settle(self) -> None:
        """Leave the server, after what a failed test may not have waited for."""
        self.stop()
        while self._asked:
            self.answer()

    def kill(self) -> None:
        """End it as `kill -9` does: no chance to leave the server."""
        self.process.kill()
        self.close()

    def close(self) -> None:
        self._pipe.close()
        self.process.join()
        self.process.close()
        self.open = False


def start_together(*hubs: Hub) -> list[dict[str, Any]]:
    """Let several processes start the server in the same moment."""
    for hub in hubs:
        hub.ask("start")
    return [hub.answer() for hub in hubs]


@dataclass
class Hubs:
    """The hubs of one test, on one home and of one user by default."""

    home: Path
    user: User
    offered: Sequence[Installation]
    opened: list[Hub] = field(default_factory=list)

    def open(self, **others: Any) -> Hub:
        """Start a process; what is given replaces what its orders would be."""
        usual = Orders(self.home, QUICK, self.user.become, self.offered)
        hub = Hub(replace(usual, **others))
        self.opened.append(hub)
        return hub

    def close(self) -> None:
        """Stop the server, also one whose users a test has killed, then every process."""
        if all(not hub.open for hub in self.opened):
            self.open().start()
        for hub in self.opened:
            if hub.open:
                hub.settle()
                hub.close()
