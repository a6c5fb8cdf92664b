"""Bodies of writes that break no rule, to be changed one member at a time."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.integration.sandbox.client import GRADES, Answer, Client

PLACEHOLDERS = (
    "00000000-0000-0000-0000-000000000000",
    "11111111-1111-1111-1111-111111111111",
    "11111111-1111-1111-111111111111",
)


@dataclass(frozen=True)
class Class:
    """A section as one API version names it, with what writes need to know of it."""

    api: str
    section: str
    school: str
    categories: dict[str, str]
    students: list[str]
    periods: dict[str, str]

    def item(self, **changes: Any) -> dict[str, Any]:
        """Return a line item that is taken; a change to None leaves the member out."""
        body: dict[str, Any] = {
            "title": "Reading Log",
            "assignDate": "2026-09-28T05:00:00Z",
            "dueDate": "2026-10-03T04:59:00Z",
            "class": {"sourcedId": self.section},
            "resultValueMin": 0,
            "resultValueMax": 20,
        }
        if self.api == "1.2":
            body["school"] = {"sourcedId": self.school}
            body["category"] = {"sourcedId": self.categories["Homework"]}
        return {"lineItem": _changed(body, changes)}

    def result(self, item: str, place: int = 0, /, **changes: Any) -> dict[str, Any]:
        """Return a result that is taken, of the student at a place in the class."""
        body: dict[str, Any] = {
            "lineItem": {"sourcedId": item},
            "student": {"sourcedId": self.students[place]},
            "scoreStatus": "fully graded",
            "score": 17.5,
            "scoreDate": "2026-10-02",
        }
        return {"result": _changed(body, changes)}


def _changed(body: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = body | {name.rstrip("_"): value for name, value in changes.items()}
    return {name: value for name, value in merged.items() if value is not None}


def first_class(client: Client, api: str, place: int = 0) -> Class:
    """Return one of the classes that the client sees."""
    section = client.all(api, "classes")[place]
    name = section["sourcedId"]
    categories = client.all(api, f"classes/{name}/categories")
    students = client.all(api, f"classes/{name}/students")
    periods = client.all(api, "gradingPeriods")
    return Class(
        api,
        name,
        section["school"]["sourcedId"],
        {row["title"]: row["sourcedId"] for row in categories},
        [row["sourcedId"] for row in students],
        {row["title"]: row["sourcedId"] for row in periods},
    )


def put_item(client: Client, api: str, row_id: str, body: dict[str, Any]) -> Answer:
    return client.put(f"{GRADES[api]}/lineItems/{quote(row_id, safe='')}", body)


def put_result(client: Client, api: str, row_id: str, body: dict[str, Any]) -> Answer:
    return client.put(f"{GRADES[api]}/results/{quote(row_id, safe='')}", body)


def with_item(client: Client, klass: Class, row_id: str = "item-1", **changes: Any) -> str:
    """Create a line item and return its id."""
    answer = put_item(client, klass.api, row_id, klass.item(**changes))
    assert answer.status == 201, answer.body
    return row_id


def description(answer: Answer) -> str:
    """Return the readable text of a refusal of either version."""
    body = answer.json
    text: str = (body["statusInfoSet"][0] if "statusInfoSet" in body else body)["imsx_description"]
    return text


def code_minor(answer: Answer) -> str:
    body = answer.json
    if "statusInfoSet" in body:
        code: str = body["statusInfoSet"][0]["imsx_codeMinor"]
    else:
        code = body["imsx_CodeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"]
    return code


def read_result(client: Client, api: str, row_id: str) -> dict[str, Any]:
    row: dict[str, Any] = client.grades(api, f"results/{row_id}").json["result"]
    return row


def rows_by_id(client: Client, api: str, path: str) -> dict[str, dict[str, Any]]:
    return {row["sourcedId"]: row for row in client.all(api, path)}


def ids_of(refs: list[dict[str, str]]) -> list[str]:
    return [ref["sourcedId"] for ref in refs]
