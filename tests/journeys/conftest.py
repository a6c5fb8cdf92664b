"""Debian's chromium, kept off every network, and a hub to look at."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.integration.conftest import reachable
from tests.journeys.hub import Hub, running_hub
from tests.journeys.looking import watched

__all__ = ["reachable"]

# The folder of the pictures in the documentation, when they are to be renewed.
CHOSEN = os.environ.get("HOMEROOM_PICTURES")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; without one the journeys are skipped, but never in CI.

    It is gone before the next module begins: Django refuses to work beside the loop that drives it.
    """
    program = shutil.which("chromium")
    if program is None:
        assert os.environ.get("CI") != "true", "CI needs chromium: .ci/browser installs it"
        pytest.skip("chromium is missing: apt-get install chromium")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*QUIET, *sandbox])
        yield started
        started.close()


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go."""
    return Path(CHOSEN) if CHOSEN else tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="session")
def hub(reachable: Path) -> Iterator[Hub]:
    """A served hub that all journeys of this process share: leave it as it was found."""
    with running_hub(reachable / "hub") as running:
        yield running


@pytest.fixture
def open_as(browser: Browser, hub: Hub) -> Iterator[Callable[[str], Page]]:
    """Open a page in which a role is signed in; "" opens one of nobody."""
    with ExitStack() as stack:
        yield lambda role: stack.enter_context(watched(browser, hub, role))


@pytest.fixture
def open_plain(browser: Browser, hub: Hub) -> Iterator[Callable[[str], Page]]:
    """Do the same in a browser that runs no JavaScript."""
    with ExitStack() as stack:
        yield lambda role: stack.enter_context(watched(browser, hub, role, scripts=False))
