"""What apps write in tests: line items and results of the class in the town."""

from typing import Any

from tests.api import ApiClient
from tests.people import CLASS, PUPIL

GRADES = "/ims/oneroster/gradebook/v1p2"
OLD = "/ims/oneroster/v1p1"
JSON = dict[str, Any]


def send(app: ApiClient, path: str, body: JSON, method: str = "put") -> Any:
    return getattr(app, method)(path, body, content_type="application/json")


def item(title: str = "Fractions", **more: Any) -> JSON:
    return {
        "lineItem": {
            "title": title,
            "assignDate": "2026-10-01T12:00:00Z",
            "dueDate": "2026-10-09T12:00:00Z",
            "class": {"sourcedId": CLASS},
            "resultValueMin": 0,
            "resultValueMax": 20,
            **more,
        }
    }


def result(of: str, score: Any = 17.5, **more: Any) -> JSON:
    return {
        "result": {
            "lineItem": {"sourcedId": of},
            "student": {"sourcedId": PUPIL},
            "scoreStatus": "fully graded",
            "score": score,
            "scoreDate": "2026-10-10",
            **more,
        }
    }


def minor(answer: Any) -> str:
    held = answer.json()["imsx_CodeMinor"]["imsx_codeMinorField"]
    return str(held[0]["imsx_codeMinorFieldValue"])


def words(answer: Any) -> str:
    return str(answer.json()["imsx_description"])
