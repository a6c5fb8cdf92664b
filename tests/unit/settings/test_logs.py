"""The log: one line for an event, as much as HOMEROOM_LOG asks for."""

import json
import subprocess
import sys

import pytest

TALK = """
import logging, structlog
from homeroom.logs import set_up_logs
set_up_logs()
log = structlog.get_logger()
log.info("told", run=7)
log.warning("warned", run=8)
logging.getLogger("httpx2").info("GET https://sis.example.org/users?token=secret")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("broke")
"""


def said(monkeypatch: pytest.MonkeyPatch, level: str) -> list[dict[str, object]]:
    monkeypatch.setenv("HOMEROOM_LOG", level)
    done = subprocess.run([sys.executable, "-c", TALK], capture_output=True, check=True)
    assert done.stdout == b""
    return [json.loads(line) for line in done.stderr.splitlines()]


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("warning", ["warned", "broke"]),
        ("info", ["told", "warned", "broke"]),
        ("error", ["broke"]),
        ("rubbish", ["warned", "broke"]),
    ],
)
def test_the_log_has_one_line_of_json_for_an_event_on_stderr(
    monkeypatch: pytest.MonkeyPatch, level: str, events: list[str]
) -> None:
    lines = said(monkeypatch, level)
    assert [line["event"] for line in lines] == events
    assert "ZeroDivisionError" in str(lines[-1]["exception"])
    assert "secret" not in str(lines)
