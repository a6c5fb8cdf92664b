"""Quizzly, a pretend learning app that calls the hub: a process of its own, over HTTP only."""

import subprocess
import sys
import time
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from homeroom.demo.campus import Campus
from homeroom.errors import NeedsDeveloper
from homeroom.runs.setup import activation
from homeroom.runs.writes import vendors
from homeroom.runs.writes.vendors import Newcomer
from homeroom.store import apps, deliveries
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

QUIZZLY = "quizzly"
_LOOK_SECONDS = 0.2
# Far longer than it takes on a slow machine; a demo that waits for ever shows nothing.
_PATIENCE_SECONDS = 180.0
_ON_THEIR_WAY = ("waiting", "sending")


class HandedIn(Struct, frozen=True):
    """What the app says of itself: what it read and wrote, and how often it was told to wait."""

    api: str
    read: Mapping[str, int]
    pages: int
    written: Mapping[str, int]
    tokens: int
    waited: int


class Quizzly(Struct, frozen=True):
    """The app as a vendor runs it, with the credentials that the district gave out."""

    client_id: str
    secret: str
    api: str
    day: str

    def hand_in(self, hub: str) -> HandedIn:
        """Let the app read the roster and write its grades, all of them each time."""
        command = [sys.executable, "-m", "homeroom.sandbox", "learning-app", "--api", self.api]
        command += ["--api-url", f"{hub}/ims/oneroster", "--token-url", f"{hub}/oauth/token"]
        command += ["--client-id", self.client_id, "--day", self.day]
        done = subprocess.run(
            command, input=f"{self.secret}\n", capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NeedsDeveloper("The pretend learning app broke off.", detail=done.stderr)
        return msgspec.json.decode(done.stdout, type=HandedIn)


def let_in(scope: Scope, campus: Campus, actor: str, operator: str) -> Quizzly:
    """Give the app its credentials, and approve that it writes grades."""
    wanted = Newcomer(key=QUIZZLY, vendor="Quizzly Inc.", title="Quizzly", grade_sync=True)
    app, made = vendors.add(scope, wanted, actor)
    if app.state == "requested":
        activation.approve(scope, app, operator)
    return Quizzly(made.client_id, made.secret, campus.api, str(campus.ready["day"]))


def wait_until_out(district: District) -> float:
    """Wait until nothing is on its way to the SIS any more; return how many seconds that took."""
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE_SECONDS:
        with district_scope(district.id) as scope:
            if not deliveries.listed(scope, None, _ON_THEIR_WAY, 1):
                return time.monotonic() - began
        time.sleep(_LOOK_SECONDS)
    raise NeedsDeveloper("The grades of the pretend learning app were not delivered.")


def delivered(district: District) -> int:
    """Return how many of the app's grades stand in the SIS."""
    with district_scope(district.id) as scope:
        app_id = apps.keyed(scope, QUIZZLY).id
        rows = deliveries.listed(scope, None, ("delivered",), 1_000_000)
    return sum(row.app_id == app_id and row.kind == "result" for row in rows)
