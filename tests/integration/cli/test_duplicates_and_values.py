"""Duplicates, values by hand and requirements from the command line: what is said and refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from homeroom.issues.catalogue import Issue
from homeroom.store import apps, districts, issues
from homeroom.store.scope import district_scope
from tests.integration.cli.conftest import Terminal
from tests.packages import person, school, write_package

LATER = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture
def twins(terminal: Terminal, tmp_path: Path) -> Terminal:
    """A terminal in a district whose roster has one student of two names, and a third apart."""
    files = school()
    files["users"][1] = person("s1", email="zoe@river.example", givenName="Zoë")
    files["users"][2] = person("s2", email="zoe@river.example", givenName="Zoe")
    package = write_package(tmp_path / "roster.zip", files)
    terminal.well("rules", "preset")
    terminal.well("app", "activate", "oneroster_csv", "--key", "roster", "--set", f"path={package}")
    terminal.well("sync", "roster")
    return terminal


def pair(twins: Terminal) -> list[str]:
    (group,) = twins.json("duplicates", "list")["alike"]
    return [one["id"] for one in group["records"]]


def test_records_that_look_alike_are_listed_by_name_for_people(twins: Terminal) -> None:
    said = twins.well("duplicates", "list")
    assert "user: email" in said
    assert "Zoë Family s1" in said
    assert "Zoe Family s2" in said
    assert "Waiting for a decision: none." in said
    nothing = twins.well("duplicates", "list", "--kind", "course")
    assert "Records that look alike: none." in nothing


def test_a_merge_that_cannot_be_is_refused_and_nothing_is_merged(twins: Terminal) -> None:
    one, other = pair(twins)
    merge = ("duplicates", "merge", one)
    refused = {
        (other, "--kind", "course"): f"There is no course {one}.",
        ("nobody",): "There is no user nobody.",
        (one,): "Only two different, active records of one kind can be merged.",
    }
    for words, why in refused.items():
        said = twins.json(*merge, *words, "--reason", "twice", status=1)
        assert said["error"] == why
        assert said["fix"]
    assert twins.run(*merge, other).status == 2  # without a reason
    assert twins.json("duplicates", "merged") == {"merges": []}
    assert twins.well("duplicates", "merged").strip() == "Merges by hand: none."


def test_a_merge_is_listed_with_who_why_and_its_state(twins: Terminal) -> None:
    one, other = pair(twins)
    said = twins.well("duplicates", "merge", one, other, "--reason", "O'Neil's twin")
    number = said.split()[-1]
    assert said.strip().endswith(f"homeroom duplicates un-merge {number}")
    (row,) = twins.json("duplicates", "merged")["merges"]
    assert (row["merge"], row["reason"], row["state"]) == (int(number), "O'Neil's twin", "stands")
    assert row["actor"].startswith("command line: ")
    # The id of the one that went means the one that stayed.
    again = twins.json("duplicates", "merge", one, other, "--reason", "again", status=1)
    assert "Only two different" in again["error"]
    assert twins.well("duplicates", "un-merge", number).strip() == "They are two again."
    late = twins.json("duplicates", "un-merge", number, status=1)
    assert late["error"] == f"There is no merge {number} that stands."
    assert sorted(pair(twins)) == sorted((one, other))


def test_a_row_that_waits_is_found_by_its_kind_and_not_of_a_removed_app(twins: Terminal) -> None:
    (district,) = districts.every()
    now = datetime.now(UTC)
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, "roster").id
        for kind, subject in (("course", "c1"), ("user", "u1"), ("user", "u2")):
            one = Issue(code="match.ambiguous", kind=kind, subject=subject,
                        facts={"records": [], "count": 0})  # fmt: skip
            issues.note(scope, app, None, [one], now)

    def waiting(*words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = twins.json("duplicates", "list", *words)["waiting"]
        return found

    assert [one["id"] for one in waiting("--kind", "course", "--limit", "1")] == ["c1"]
    assert [one["id"] for one in waiting("--limit", "1")] == ["u2"]
    said = twins.json("duplicates", "decide", "roster", "u1", "new", status=1)
    assert said["error"].startswith("No user u1 of ")
    assert said["fix"] == "See what waits: homeroom duplicates list"
    with district_scope(district.id) as scope:
        scope.run("UPDATE apps SET state = 'removed'")
    assert waiting() == []


def test_a_value_by_hand_is_said_listed_and_replaced(twins: Terminal) -> None:
    one = pair(twins)[0]
    until = ("--until", LATER, "--reason", "until the SIS is mended")
    said = twins.well("values", "set", "user", one, "phone=0123", *until)
    assert said.strip() == f"phone is 0123 until the end of {LATER}."
    # All after the first sign is the value.
    assert twins.json("values", "set", "user", one, "phone=a=b", *until) == {
        "record": one, "field": "phone", "value": "a=b", "until": LATER,
    }  # fmt: skip
    (held,) = twins.json("values", "list")["values"]
    assert (held["value"], held["last_day"]) == ("a=b", LATER)
    assert "until the SIS is mended" in twins.well("values", "list")
    assert twins.json("values", "take-back", "user", one, "phone") == {
        "record": one, "field": "phone",
    }  # fmt: skip
    assert twins.well("values", "list").strip() == "Set by hand: none."


def test_a_value_that_cannot_be_set_by_hand_is_refused(twins: Terminal) -> None:
    one = pair(twins)[0]
    why = ("--until", LATER, "--reason", "r")
    refused = {
        ("user", "nobody", "phone=1", *why): "There is no user nobody.",
        ("user", one, "shoe=1", *why): "shoe of a user cannot be set by hand.",
        ("user", one, "primaryOrg=oak", *why): "primaryOrg of a user cannot be set by hand.",
        ("user", one, "enabledUser=perhaps", *why): "enabledUser is neither true nor false",
        ("user", one, "phone=1", "--until", "2020-01-01", "--reason", "r"):
            "The last day is over already.",
    }  # fmt: skip
    for words, said in refused.items():
        assert said in twins.json("values", "set", *words, status=1)["error"]
    usage = (
        ("user", one, "phone", *why), ("pony", one, "phone=1", *why),
        ("user", one, "phone=1", "--until", "tomorrow", "--reason", "r"),
        ("user", one, "phone=1", "--until", LATER),
    )  # fmt: skip
    for wrong in usage:
        assert twins.run("values", "set", *wrong).status == 2
    assert twins.json("values", "list") == {"values": []}


def test_a_requirement_of_a_role_counts_the_apps_of_that_role(twins: Terminal) -> None:
    ask = ("quality", "require", "student", "email")
    # Two of three have one; the terms of a class are asked for anyway.
    of_all = twins.json(*ask, "--preview")["lacking"]
    assert of_all == {"roster": 1}
    of_sis = twins.json(*ask, "--role", "sis", "--preview")["lacking"]
    of_learning = twins.json(*ask, "--role", "learning", "--preview")["lacking"]
    assert sorted((len(of_sis), len(of_learning))) == [0, 1]
    assert of_sis | of_learning == of_all
    assert "Nothing was written." in twins.well(*ask, "--preview")
    assert twins.json("quality", "list")["requirements"] == []
    both = twins.json(*ask, "--app", "roster", "--role", "sis", status=1)
    assert "of an app or of a role, not of both" in both["error"]
    out = twins.json(*ask, "--recommended", "--without", "leave out", status=1)
    assert "not left out for what is only recommended" in out["error"]


def test_a_usual_requirement_is_taken_back_for_one_app(twins: Terminal) -> None:
    def asked() -> set[str]:
        found = twins.json("quality", "show", "roster")["attributes"]
        return {one["attribute"] for one in found}

    before = asked()
    take = ("quality", "require", "user", "email", "--app", "roster", "--without")
    twins.well(*take, "report")
    assert asked() == before | {"email"}
    twins.well(*take, "ignore")
    assert asked() == before
    (own,) = twins.json("quality", "list")["requirements"]
    assert (own["app"], own["role"], own["without"]) == ("roster", None, "ignore")
