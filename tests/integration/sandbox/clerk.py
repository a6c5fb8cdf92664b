"""A careful clerk: the least that a hub must do to bring the app's export into the SIS.

It is written for the scripted school year and knows nothing of Homeroom.
"""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from tests.integration.sandbox.client import GRADES, Client

Row = dict[str, str]
_ZONE = ZoneInfo("America/Chicago")
# One course of the app since November; the SIS has two sections of it.
_SHARED = {"mathly-spanish": ("Spanish I - 01", "Spanish II - 01")}
_VALUES = ("score", "scoreStatus", "late", "missing", "incomplete")


def read_export(data: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(package.read(name).decode(), newline=""))
            )
            for name in package.namelist()
        }


@dataclass
class Clerk:
    """Sends what changed, reads back what it sent, and never touches what somebody else changed."""

    client: Client
    api: str
    sent: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    placed: dict[str, str] = field(default_factory=dict)  # a result of a shared course -> section
    writes: int = 0

    def sync(self) -> None:
        answer = self.client.bare("GET", f"/sandbox/learning-app.zip?api={self.api}")
        tables = read_export(answer.body)
        titles = {row["sourcedId"]: row["title"] for row in tables.get("categories", [])}
        items, results = self._by_section(tables.get("lineItems", []), tables.get("results", []))
        for row in items:
            if row["status"] != "tobedeleted":
                self._item(row, titles)
        for row in results:
            self._result(row)

    def _by_section(self, items: list[Row], results: list[Row]) -> tuple[list[Row], list[Row]]:
        """Return the rows with each item of a shared course once for each of its sections."""
        shared = [row for row in items if row["classSourcedId"] in _SHARED]
        if not shared:
            return items, results
        ids = {row["title"]: row["sourcedId"] for row in self.client.all(self.api, "classes")}
        stays = self.client.all(self.api, "enrollments")
        items = [row for row in items if row not in shared]
        ready = [row for row in results if row["classSourcedId"] not in _SHARED]
        for row in shared:
            sections = [ids[title] for title in _SHARED[row["classSourcedId"]]]
            own = [one for one in results if one["lineItemSourcedId"] == row["sourcedId"]]
            for section in sections:
                mine = [one for one in own if self._place(one, sections, stays) == section]
                days = {one.get("metadata.due") or row["dueDate"] for one in mine}
                if len(days) == 1:
                    place = {"sourcedId": f"{row['sourcedId']}@{section}"}
                    items.append(row | place | {"classSourcedId": section, "dueDate": days.pop()})
                    ready += [one | {"lineItemSourcedId": place["sourcedId"]} for one in mine]
        return items, ready

    def _place(self, row: Row, sections: list[str], stays: list[dict[str, Any]]) -> str | None:
        """Return where the student was on the day of the first score: there the result stays."""
        now = [
            stay["class"]["sourcedId"]
            for stay in stays
            if stay["class"]["sourcedId"] in sections
            and stay["user"]["sourcedId"] == row["studentSourcedId"]
            and stay["beginDate"] <= row["scoreDate"] <= stay["endDate"]
        ]
        if now:
            self.placed.setdefault(row["sourcedId"], now[0])
        return self.placed.get(row["sourcedId"])

    def _item(self, row: dict[str, str], titles: dict[str, str]) -> None:
        if self.sent.get(row["sourcedId"]) == row:
            return
        body: dict[str, Any] = {
            "title": row["title"],
            "assignDate": _instant(row["assignDate"], 0),
            "dueDate": _instant(row["dueDate"], 23),
            "class": {"sourcedId": row["classSourcedId"]},
            "resultValueMin": int(row["resultValueMin"]),
            "resultValueMax": int(row["resultValueMax"]),
        }
        if self.api == "1.2":
            section = quote(row["classSourcedId"], safe="")
            own = self.client.all("1.2", f"classes/{section}/categories")
            title = titles[row["categorySourcedId"]]
            found = next(category for category in own if category["title"] == title)
            body["category"] = {"sourcedId": found["sourcedId"]}
            body["school"] = {"sourcedId": row["schoolSourcedId"]}
        self._put("lineItems", row, {"lineItem": body})

    def _result(self, row: dict[str, str]) -> None:
        row_id = row["sourcedId"]
        if self.sent.get(row_id) == row or row["lineItemSourcedId"] in self.held:
            return
        if self.api == "1.1" and not row["score"]:
            return
        unscored = not row["score"] and row["scoreStatus"] == "submitted"
        if unscored and row_id not in self.sent:
            return
        before = self.seen.get(row_id)
        if before is not None and self._read(row_id) != before:
            self.held.add(row_id)
            return
        body: dict[str, Any] = {
            "lineItem": {"sourcedId": row["lineItemSourcedId"]},
            "student": {"sourcedId": row["studentSourcedId"]},
            "scoreStatus": row["scoreStatus"],
            "scoreDate": row["scoreDate"],
        }
        if row["score"]:
            body["score"] = float(row["score"])
        flags = [name for name in ("late", "missing", "incomplete") if row[name] == "true"]
        if self.api == "1.2":
            body |= {name: row[name] for name in ("late", "missing", "incomplete")}
        elif flags:
            body["scoreStatus"] = flags[0]
        if self._put("results", row, {"result": body}):
            self.seen[row_id] = self._read(row_id)

    def _put(self, path: str, row: dict[str, str], body: dict[str, Any]) -> bool:
        self.writes += 1
        name = quote(row["sourcedId"], safe="")
        answer = self.client.put(f"{GRADES[self.api]}/{path}/{name}", body)
        if answer.status in (200, 201):
            self.sent[row["sourcedId"]] = row
            return True
        assert answer.status in (403, 422), answer.body
        self.held.add(row["sourcedId"])
        self.sent[row["sourcedId"]] = row
        return False

    def _read(self, row_id: str) -> dict[str, Any]:
        answer = self.client.grades(self.api, f"results/{quote(row_id, safe='')}")
        return {name: answer.json["result"].get(name) for name in _VALUES}


def _instant(text: str, hour: int) -> str:
    """Give a day a time in the schools' zone; a date-time is taken as it is."""
    if "T" in text:
        return text
    day = date.fromisoformat(text)
    moment = datetime(day.year, day.month, day.day, tzinfo=_ZONE) + timedelta(hours=hour)
    return moment.isoformat()
