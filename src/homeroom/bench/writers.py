"""An app that writes grades through the API: one after the other, and a hundred at a time."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

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
        headers = {"Authorization": f"Bearer {token}"}
        self._client = httpx2.Client(base_url=address, headers=headers, trust_env=False, timeout=60)
        (self._class,) = self._get(f"{ROSTER}/classes?limit=1", "classes")
        self._students = self._get(f"{ROSTER}/students?limit={HUNDRED}", "users")

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def puts_per_s(self, many: int) -> float:
        """Return how many results a second are put, each kept on the disk before the next one."""
        self._item("puts")
        began = time.perf_counter()
        for at in range(many):
            student = self._students[at % len(self._students)]
            body = {"result": _grade("puts", student, at % 100)}
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
        found = self._client.get(path).raise_for_status().json()[wrapper]
        return [str(one["sourcedId"]) for one in found]

    def _send(self, method: str, path: str, body: JSON) -> None:
        answer = self._client.request(method, path, json=body)
        if answer.status_code != 201:
            raise NeedsDeveloper(f"{method} {path} answered {answer.status_code}: {answer.text}")


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
