"""An app that writes grades through the API: one after the other, and a hundred at a time."""

import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from homeroom.access.clients import Made
from homeroom.errors import NeedsDeveloper
from homeroom.store.vendors import tokens

ROSTER = "/ims/oneroster/rostering/v1p2"
GRADES = "/ims/oneroster/gradebook/v1p2"
HUNDRED = 100
JSON = dict[str, Any]


class Writer:
    """An app with a class of students, which grades them again and again."""

    def __init__(self, address: str, token: str) -> None:
        # What a client costs comes off what the hub can do on the same cores: this one is plain.
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        (self._class,) = self._get(f"{ROSTER}/classes?limit=1", "classes")
        self._students = self._get(f"{ROSTER}/students?limit={HUNDRED}", "users")

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def puts_per_s(self, many: int) -> float:
        """Return how many results a second are put, each kept on the disk before the next one."""
        self._item("puts")
        began = time.perf_counter()
        for at in range(many):
            student = self._students[at % len(self._students)]
            # Another score each time: the same grade once more changes nothing, and is quick.
            score = (at + at // len(self._students)) % 100
            body = {"result": _grade("puts", student, score)}
            self._send("PUT", f"{GRADES}/results/puts-{student}", body)
        return many / (time.perf_counter() - began)

    def posts_per_s(self, times: int) -> float:
        """Return how many results a second are posted, a class of up to a hundred at a time."""
        taken = 0.0
        for at in range(times):
            self._item(f"post-{at}")
            results = [_grade(f"post-{at}", one, at) for one in self._students]
            began = time.perf_counter()
            self._send("POST", f"{GRADES}/lineItems/post-{at}/results", {"results": results})
            taken += time.perf_counter() - began
        return times * len(self._students) / taken

    def _item(self, id_: str) -> None:
        now = datetime.now(UTC)
        wire = {
            "title": id_,
            "assignDate": now.isoformat(),
            "dueDate": (now + timedelta(days=7)).isoformat(),
            "class": {"sourcedId": self._class},
            "resultValueMax": 100,
        }
        self._send("PUT", f"{GRADES}/lineItems/{id_}", {"lineItem": wire})

    def _get(self, path: str, wrapper: str) -> list[str]:
        found = json.loads(self._asked("GET", path, None, 200))[wrapper]
        return [str(one["sourcedId"]) for one in found]

    def _send(self, method: str, path: str, body: JSON) -> None:
        self._asked(method, path, json.dumps(body), 201)

    def _asked(self, method: str, path: str, body: str | None, wanted: int) -> bytes:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status != wanted:
            raise NeedsDeveloper(f"{method} {path} answered {answer.status}: {said[:500]!r}")
        return said


def _grade(item: str, student: str, score: int) -> JSON:
    return {
        "lineItem": {"sourcedId": item},
        "student": {"sourcedId": student},
        "scoreStatus": "fully graded",
        "score": score,
        "scoreDate": "2026-10-10",
    }


def bare_inserts_per_s(made: Made, many: int) -> float:
    """Return how many rows a second are committed one by one, by whoever does nothing else."""
    end = datetime.now(UTC) + timedelta(minutes=1)
    began = time.perf_counter()
    for _ in range(many):
        tokens.keep(secrets.token_urlsafe(32), made.client_id, [], end)
    return many / (time.perf_counter() - began)
