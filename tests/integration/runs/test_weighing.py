"""What other rules make of what is on its way: checked twice, by the checks of a delivery."""

import json
from datetime import timedelta
from typing import Any

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.push.otherwise import GOES, NOTHING, OTHERWISE, Case, Turned
from homeroom.rules.document import NO_RULES
from homeroom.rules.toml import from_toml
from homeroom.runs.deliver import categorizing
from homeroom.runs.rules.trying import tried
from homeroom.runs.rules.wanting import shared_by
from homeroom.runs.rules.weighing import turned_by
from homeroom.store import apps, fanning, history, onward
from homeroom.store.scope import district_scope
from tests.integration.outbox import DUE, Outbox
from tests.people import CLASS, GRADE, ITEM, insert

HERE = "[[scales.conversions]]\n"
TABLE = '[[scales.tables]]\nname = "t"\nletters = [{letter = "A", percent = 95, minimum = 90}]\n'
HABITS = """
[[standards.groups]]
name = "habits"
levels = ["O", "S", "N"]

[[standards.crosswalk]]
objective = "MA.3"
item = "Work Habits"
group = "habits"
"""


def weighed(way: Outbox, text: str, before: str = "") -> Turned:
    held = from_toml(before) if before else NO_RULES
    ((key, found),) = turned_by(way.town.district, held, from_toml(text))
    assert key == "campus"
    return found


def only(found: Turned) -> Case:
    """Return the only record that turns."""
    (group,) = found.turned.values()
    assert group.count == 1
    return group.some[0]


def grade(way: Outbox, **columns: Any) -> None:
    sets = ", ".join(f"{name} = %({name})s" for name in columns)
    way.run(f"UPDATE results SET {sets} WHERE id = %(id)s", id=GRADE, **columns)


@pytest.fixture(autouse=True)
def bare(way: Outbox) -> None:
    """A grade about which nothing is said but its score."""
    grade(way, late=None, missing=None, incomplete=None, score_status=None, text_score=None,
          objective_scores=None)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "text", "field", "now", "then"),
    [
        ({"score": "9.5"}, 'rounding = "half up"', "score", "9.5", "10"),
        ({"score": "9.5"}, 'rounding = "floor"', "score", "9.5", "9"),
        ({"score": "8.5"}, 'rounding = "half even"', "score", "8.5", "8"),
        ({"score": "105"}, 'extra = "cap"', "score", "105", "100"),
        ({"score": "9", "late": True}, 'late = "leave out"', "late", True, False),
        ({"score": "95"}, 'table = "t"\nbeside = "letter"', "text_score", None, "A"),
    ],
    ids=lambda value: value if isinstance(value, str) and " = " in value else "",
)
def test_what_goes_out_in_another_form_is_shown_field_by_field(
    way: Outbox, said: dict[str, Any], text: str, field: str, now: Any, then: Any
) -> None:
    grade(way, **said)
    case = only(weighed(way, f"{TABLE}{HERE}{text}\n"))
    assert case.codes == (GOES, OTHERWISE)
    assert (case.kind, case.record_id, case.title) == (Kind.RESULT, GRADE, "Quiz 4")
    assert (case.now.sent[field], case.then.sent[field]) == (now, then)
    others = {name for name in case.now.sent if case.now.sent[name] != case.then.sent[name]}
    assert others == {field}


@pytest.mark.parametrize(
    ("said", "text", "code"),
    [
        ({"score": "0"}, 'zero = "hold"', "scales.state"),
        ({"score": "9", "missing": True}, 'missing = "hold"', "scales.state"),
        ({"score": "105"}, 'extra = "refuse"', "result.over_maximum"),
        ({"score": "9.5"}, 'decimals = "refuse"', "result.not_whole"),
    ],
    ids=lambda value: value if isinstance(value, str) and " = " in value else "",
)
def test_what_would_stay_back_says_why_and_goes_again_without_the_rule(
    way: Outbox, said: dict[str, Any], text: str, code: str
) -> None:
    grade(way, **said)
    assert only(weighed(way, f"{HERE}{text}\n")).codes == (GOES, code)
    way.run("UPDATE deliveries SET state = 'held', code = %(code)s WHERE kind = 'result'"
            " AND district_id = %(district)s", code=code)  # fmt: skip
    assert only(weighed(way, "[scope]\n", f"{HERE}{text}\n")).codes == (code, GOES)


@pytest.mark.parametrize("text", ['rounding = "half up"\ndigits = 1', 'zero = "hold"'])
def test_what_a_rule_does_not_touch_does_not_turn(way: Outbox, text: str) -> None:
    found = weighed(way, f"{HERE}{text}\n")
    assert (found.looked, found.more, found.turned) == (2, False, {})


def test_a_letter_goes_once_a_table_knows_it(way: Outbox) -> None:
    grade(way, score=None, text_score="A")
    case = only(weighed(way, f'{TABLE}{HERE}table = "t"\n'))
    assert case.now.code not in (GOES, NOTHING)
    assert case.then.code == GOES
    assert case.then.sent["score"] == "95"


def test_a_result_of_objectives_alone_goes_to_the_standards_that_are_named(way: Outbox) -> None:
    reached = [{"learningObjectiveId": "MA.3", "textScore": "O"}]
    said = [{"source": "case", "learningObjectiveResults": reached}]
    grade(way, score=None, objective_scores=json.dumps(said))
    case = only(weighed(way, HABITS))
    assert case.codes == ("result.no_crosswalk", GOES)
    assert case.then.sent == {"standards": "Work Habits"}
    assert case.now.facts == {"objectives": "MA.3"}


def test_a_line_item_of_term_grades_gets_no_column_and_its_grades_ask_for_the_right(
    way: Outbox,
) -> None:
    found = weighed(
        way, '[[posted.term_grades]]\napp = "mathly"\nitem = "quiz 4"\ntask = "Q1 Grade"\n'
    )
    by_kind = {group.some[0].kind: codes for codes, group in found.turned.items()}
    assert by_kind[Kind.LINE_ITEM] == (GOES, "posted.no_column")
    assert by_kind[Kind.RESULT][0] == GOES
    assert by_kind[Kind.RESULT][1].startswith("posted.")


def test_the_narrowest_place_and_the_app_decide_in_a_preview_as_well(way: Outbox) -> None:
    rule = 'rounding = "half up"\n'
    for place, turns in ((f"class:{CLASS}", 1), ("class:another", 0)):
        found = weighed(way, f'{HERE}place = "{place}"\n{rule}')
        assert sum(group.count for group in found.turned.values()) == turns
    assert weighed(way, f'{HERE}app = "another"\n{rule}').turned == {}


def test_what_is_closed_contested_or_unknown_is_no_reason_to_stop(way: Outbox) -> None:
    for number in (1, 2):
        gone = f"0198f000-0000-7000-8000-00000000009{number}"
        way.put(Kind.RESULT if number == 1 else Kind.LINE_ITEM, gone, "waiting")
    found = weighed(way, f'{HERE}rounding = "half up"\n')
    assert only(found).record_id == GRADE
    assert found.looked == 4


def test_what_a_person_decides_and_what_was_dropped_is_not_looked_at(way: Outbox) -> None:
    kept = way.grades(4, score="1.5")
    ways = (("held", "window.changed"), ("refused", "result.cleared"), ("conflict", "x"),
            ("dropped", None))  # fmt: skip
    for id_, (state, code) in zip(kept, ways, strict=True):
        way.put(Kind.RESULT, id_, state, code=code)
    with district_scope(way.town.district.id) as scope:
        found = onward.on_the_way(scope, way.ids()[0], 10)
        assert {one.record_id for one in found} == {ITEM, GRADE}
        assert len(onward.on_the_way(scope, way.ids()[0], 1)) == 1
        assert onward.delivered(scope, way.ids()[0], 10) == []


def test_what_was_delivered_is_looked_at_only_where_rules_put_grades_into_form(
    way: Outbox,
) -> None:
    (kept,) = way.grades(1, score="1.5")
    way.put(Kind.RESULT, kept, "delivered", sent={"id": "x"})
    found = weighed(way, '[scope]\nplaces = [{deliver = "hold"}]\n')
    assert (found.delivered_looked, found.delivered.count) == (0, 0)
    assert set(found.turned) == {(GOES, "scope.place")}
    found = weighed(way, f'{HERE}rounding = "half up"\n')
    assert (found.delivered_looked, found.delivered.count) == (1, 1)
    assert [one.record_id for one in found.delivered.some] == [kept]


def test_rules_that_send_nothing_otherwise_are_not_weighed_at_all(way: Outbox) -> None:
    for text in ("[quality]\nusual = false\n", "[[windows]]\nhours = 12\n",
                 '[categories]\ndefaults = [{title = "Tests"}]\n'):  # fmt: skip
        assert turned_by(way.town.district, NO_RULES, from_toml(text)) == []


def test_settings_of_a_sis_are_tried_without_being_kept(way: Outbox) -> None:
    district = way.town.district
    with district_scope(district.id) as scope:
        campus = apps.keyed(scope, "campus")
    found = tried(district, campus, {"rules": {"decimals": "refuse"}})
    assert found.turned is not None
    assert only(found.turned).codes == (GOES, "result.not_whole")
    assert found.rest is None
    rested = tried(district, campus, {"settle_seconds": 60})
    assert rested.turned is None
    assert rested.rest is not None
    assert (rested.rest.seconds, rested.rest.seconds_now, rested.rest.edits) == (60, 0, 0)
    with district_scope(district.id) as scope:
        assert apps.keyed(scope, "campus").settings == {}


def test_edits_are_counted_by_moments_and_only_of_grades_and_line_items(way: Outbox) -> None:
    moments = [("result", GRADE, 0), ("result", GRADE, 0), ("result", GRADE, 30),
               ("lineItem", ITEM, 40), ("lineItem", ITEM, 45), ("user", CLASS, 50)]  # fmt: skip
    try:
        for kind, id_, seconds in moments:
            way.run(
                "INSERT INTO record_history (district_id, kind, record_id, at, field, reason)"
                " VALUES (%(district)s, %(kind)s, %(id)s::uuid, %(at)s, 'title', 'said')",
                kind=kind, id=id_, at=DUE + timedelta(seconds=seconds),
            )  # fmt: skip
        with district_scope(way.town.district.id) as scope:
            assert history.soon_after(scope, (0, 30), 100) == (4, (0, 2))
            assert history.soon_after(scope, (5, 29), 100) == (4, (1, 1))
            assert history.soon_after(scope, (5, 30), 3) == (2, (1, 1)), "only the newest count"
    finally:
        way.run("DELETE FROM record_history WHERE district_id = %(district)s")


def test_what_rests_is_counted_with_the_moment_at_which_the_last_one_goes(
    way: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district_scope(way.town.district.id) as scope:
        assert onward.resting(scope, way.ids()[0]) == (0, None)
    way.run("UPDATE deliveries SET not_before = %(at)s WHERE district_id = %(district)s",
            at=DUE + timedelta(days=36500))  # fmt: skip
    with district_scope(way.town.district.id) as scope:
        assert onward.resting(scope, way.ids()[0]) == (2, DUE + timedelta(days=36500))
        assert onward.resting(scope, way.ids()[1]) == (0, None)
        monkeypatch.setattr("homeroom.store.delivery_counts.MOST", 0)
        assert onward.resting(scope, way.ids()[0]) == (1, DUE + timedelta(days=36500))


def test_the_work_of_a_course_is_that_of_its_class_its_sections_and_what_waits(
    way: Outbox,
) -> None:
    mathly = way.ids()[1]
    way.run(
        "INSERT INTO source_waits (district_id, app_id, kind, source_id, parent_kind, parent_id)"
        " VALUES (%(district)s, %(app)s, 'lineItem', 'q9', 'class', 'course-9')",
        app=mathly,
    )
    try:
        with district_scope(way.town.district.id) as scope:
            assert fanning.work_of(scope, mathly, "course-7", ()) == (1, 1)
            assert fanning.work_of(scope, mathly, "course-8", ()) == (0, 0)
            assert fanning.work_of(scope, mathly, "course-8", (CLASS,)) == (1, 1)
            assert fanning.work_of(scope, mathly, "course-9", ()) == (1, 0)
            assert fanning.work_of(scope, way.ids()[0], "course-7", (CLASS,)) == (0, 0)
    finally:
        way.run("DELETE FROM source_waits WHERE district_id = %(district)s")


def test_a_category_is_one_of_some_sis_where_the_hub_has_seen_which_there_are(
    way: Outbox,
) -> None:
    with district_scope(way.town.district.id) as scope:
        categorizing.check_title_somewhere(scope, "whatever: none was seen yet")
    shelf = "0198f000-0000-7000-8000-000000000095"
    try:
        with district_scope(way.town.district.id) as scope:
            insert(scope, "categories", shelf, title="Tests")
            scope.run(
                "INSERT INTO record_links (district_id, app_id, kind, space, external_id,"
                " record_id, origin) VALUES (%(district)s, %(app)s, 'category', '1.2', 'c1',"
                " %(id)s::uuid, 'read')",
                app=way.ids()[0], id=shelf,
            )  # fmt: skip
            categorizing.check_title_somewhere(scope, " tests")
            with pytest.raises(NeedsDistrict, match="Campus has no category Homework") as told:
                categorizing.check_title_somewhere(scope, "Homework")
        assert told.value.fix == "It has: Tests."
    finally:
        way.run("DELETE FROM record_links WHERE external_id = 'c1'")
        way.run("DELETE FROM categories WHERE id = %(id)s::uuid", id=shelf)


def test_courses_that_are_shared_out_as_before_are_not_named(way: Outbox) -> None:
    text = '[[classes]]\napp = "mathly"\ncourse = "course-7"\nsections = ["a", "b"]\n'
    other = '[[classes]]\napp = "nobody"\ncourse = "course-7"\nsections = ["a"]\n'
    district = way.town.district
    assert shared_by(district, from_toml(text), from_toml(text)) == []
    (one,) = shared_by(district, NO_RULES, from_toml(text + other))
    assert (one.app, one.course, one.before, one.after) == ("mathly", "course-7", 0, 2)
    (back,) = shared_by(district, from_toml(text), NO_RULES)
    assert (back.before, back.after) == (2, 0)
