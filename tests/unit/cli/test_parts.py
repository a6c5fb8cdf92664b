"""A part that could never live ends the server; one that has shown that it can is started again."""

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from homeroom.cli import parts
from homeroom.cli.parts import Part
from homeroom.errors import NeedsOperator

LIVES = ("sleep", "60")


def waited(look: Callable[[], bool]) -> bool:
    for _ in range(500):
        if look():
            return True
        time.sleep(0.01)
    return False


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "STEADY_SECONDS", 0.3)
    monkeypatch.setattr(parts, "PAUSE_SECONDS", 0.2)


@pytest.fixture
def living() -> Iterator[Part]:
    part = Part("web", LIVES, {**os.environ})
    yield part
    part.ask_to_end()
    part.end()


def ignored_by(part: Part) -> set[int]:
    """Return the signals that a process ignores; who runs the tests may have it ignore others."""
    said = Path(f"/proc/{part._process.pid}/status").read_text(encoding="utf-8")
    mask = int(re.findall(r"SigIgn:\s*(\w+)", said)[0], 16)
    return {one for one in signal.valid_signals() if mask >> (one - 1) & 1}


def kill(part: Part) -> None:
    os.kill(part._process.pid, signal.SIGKILL)
    assert waited(lambda: not part.alive)


def tended(part: Part) -> bool:
    part.tend()
    return part.alive


def test_a_part_that_never_lives_is_given_up() -> None:
    part = Part("web", ("false",), {**os.environ})
    for _ in range(parts.TIMES - 1):
        assert waited(lambda: not part.alive)
        part.tend()
    assert waited(lambda: not part.alive)
    with pytest.raises(NeedsOperator, match="The web has ended 3 times in a row"):
        part.tend()


def test_a_part_that_lived_is_started_again_however_often_it_is_killed(living: Part) -> None:
    time.sleep(0.4)
    for number in range(6):
        kill(living)
        living.tend()
        assert living.alive is (number < parts.TIMES - 1), "then it waits a little first"
        assert waited(lambda: tended(living))


def test_ctrl_c_in_a_terminal_reaches_a_part_by_us_alone(living: Part) -> None:
    pid = living._process.pid
    assert os.getpgid(pid) == pid != os.getpgrp()
    living.ask_to_end()
    living.end()
    assert living._process.returncode == -signal.SIGINT


def test_ctrl_c_that_comes_again_kills_a_part_that_will_not_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    part = Part("web", ("sh", "-c", "trap '' INT; while :; do sleep 1; done"), {**os.environ})
    try:
        # The shell ignores it from then on.
        assert waited(lambda: signal.SIGINT in ignored_by(part))
        part.ask_to_end()
        again = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
        again.start()
        part.end()
        assert part._process.returncode == -signal.SIGKILL
        assert capsys.readouterr().err == "The web did not end by itself; it is killed.\n"
    finally:
        part._process.kill()
        part._process.wait()


def test_a_part_that_lives_is_left_alone(living: Part) -> None:
    pid = living._process.pid
    living.tend()
    assert living._process.pid == pid
