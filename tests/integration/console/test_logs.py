"""The audit log: newest first, searched, continued and kept as a file."""

import csv
import io

import pytest

from homeroom.store import audit
from homeroom.store.scope import district_scope
from tests.people import Town

LOG = "/d/riverbend/log/"


@pytest.fixture(scope="module", autouse=True)
def acts(town: Town) -> None:
    with district_scope(town.district.id) as scope:
        for at in range(60):
            audit.note(scope, "ada@river.example", "run.stop", f"run-{at:02}", {"stopped": True})
        audit.note(scope, "=cmd()", "rules.save", "100%_sure", {})


def shown(town: Town, query: str = "", visitor: str = "district-admin") -> str:
    done = town.browser(visitor).get(f"{LOG}{query}")
    assert done.status_code == 200
    return done.content.decode()


def test_the_newest_act_comes_first_and_older_ones_follow_on_the_next_page(town: Town) -> None:
    first = shown(town)
    assert first.index("run-59") < first.index("run-58")
    assert "run-09" not in first
    older = first.partition('href="?before=')[2].partition('"')[0]
    second = shown(town, f"?before={older}")
    assert "run-09" in second
    assert "run-59" not in second


def test_a_search_finds_parts_and_takes_signs_as_they_are(town: Town) -> None:
    assert "run-07" in shown(town, "?words=RUN-07")
    assert "run-08" not in shown(town, "?words=RUN-07")
    assert "100%_sure" in shown(town, "?words=0%25_s")
    assert "100%_sure" not in shown(town, "?words=0_%25s")
    assert "Nothing like this" in shown(town, "?since=2999-01-01")
    # What was done is found by its words, as by its code.
    assert "run-59" in shown(town, "?words=stopped+a+run")
    assert "100%_sure" not in shown(town, "?words=stopped+a+run")
    assert "Stopped a run" in shown(town, "?words=run.stop")


def test_a_day_that_is_none_is_said_so(town: Town) -> None:
    done = town.browser("district-admin").get(f"{LOG}?since=yesterday")
    assert done.status_code == 422
    assert 'href="#id_since"' in done.content.decode()


def test_the_file_holds_exactly_what_was_searched_for(town: Town) -> None:
    done = town.browser("district-admin").get(f"{LOG}?words=run-&csv=1")
    text = b"".join(done.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(rows) == 61
    assert rows[1][1:] == [
        "ada@river.example", "Stopped a run", "run.stop", "run-59", "stopped: yes",
    ]  # fmt: skip


def test_no_cell_of_the_file_is_a_formula(town: Town) -> None:
    done = town.browser("district-admin").get(f"{LOG}?words=rules.save&csv=1")
    text = b"".join(done.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=cmd()" in text


def test_what_an_operator_stated_stands_in_the_log_of_the_district(town: Town) -> None:
    operator = town.browser("operator")
    operator.post("/d/riverbend/reason/", {"reason": "Ticket 4711, grades of one class"})
    page = shown(town, "?words=pupils.reason")
    assert "Ticket 4711" in page
    assert "operator@river.example" in page


def test_a_reason_of_one_word_is_not_enough(town: Town) -> None:
    done = town.browser("operator").post("/d/riverbend/reason/", {"reason": "because"})
    assert done.status_code == 422


def test_sign_ins_stand_in_the_log_of_the_server(town: Town) -> None:
    done = town.browser("operator").get("/server/log/?words=sign-in")
    assert "district-admin@river.example" in done.content.decode()
