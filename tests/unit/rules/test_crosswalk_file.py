"""A crosswalk as a file: its lines come in, what it does not name stays, and mistakes are named."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.errors import NeedsDistrict
from homeroom.rules.crosswalk_file import take_in
from homeroom.rules.standards import ScoreGroup, Standard, Standards

HEAD = "objective,item,group,levels,source,place,app\n"
FILE = (
    HEAD
    + "MA.3,Work Habits,habits,O|S|N,,,\nMA.4,Fractions,numbers,4|3|2|1,case,school:oak,mathly\n"
)
NOTHING = Standards()


def test_lines_and_score_groups_come_in() -> None:
    taken = take_in(FILE, NOTHING)
    assert (taken.new, taken.changed, taken.same) == (2, 0, 0)
    assert taken.standards.groups == (
        ScoreGroup(name="habits", levels=("O", "S", "N")),
        ScoreGroup(name="numbers", levels=("4", "3", "2", "1")),
    )
    assert taken.standards.crosswalk == (
        Standard(objective="MA.3", item="Work Habits", group="habits"),
        Standard(
            objective="MA.4", item="Fractions", group="numbers", source="case",
            place="school:oak", app="mathly",
        ),
    )  # fmt: skip


def test_the_same_file_again_changes_nothing() -> None:
    once = take_in(FILE, NOTHING).standards
    again = take_in(FILE, once)
    assert again.standards == once
    assert (again.new, again.changed, again.same) == (0, 0, 2)


def test_a_later_file_changes_its_own_lines_and_leaves_the_others() -> None:
    held = take_in(FILE, NOTHING).standards
    taken = take_in("objective,item,group\nma.3,Conduct,habits\nMA.9,Ratios,numbers\n", held)
    assert (taken.new, taken.changed, taken.same) == (1, 1, 0)
    titles = {one.objective: one.item for one in taken.standards.crosswalk}
    assert titles == {"ma.3": "Conduct", "MA.4": "Fractions", "MA.9": "Ratios"}


def test_what_a_spreadsheet_writes_is_read() -> None:
    text = '\ufeffobjective , item,group,levels\r\n"MA.3","Habits, at work",h," O | S "\r\n'
    taken = take_in(text, NOTHING)
    (one,) = taken.standards.crosswalk
    assert (one.item, taken.standards.groups[0].levels) == ("Habits, at work", ("O", "S"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "name the columns"),
        ("objective,item\nMA.3,Habits\n", "name the columns"),
        ("objective,item,group,colour\n", "name the columns"),
        ("objective,item,group,group\n", "name the columns"),
        ("objective,item,group\nMA.3,Habits\n", "line 2 has another number"),
        ("objective,item,group\nMA.3,Habits,g,more\n", "line 2 has another number"),
        ("objective,item,group\nMA.3,Habits,g\n", "line 2: there is no score group g"),
        (HEAD + "MA.3,Habits,g,A,,,\nMA.3,Conduct,g,A,,,\n", "line 3: MA.3 stands there twice"),
        (HEAD + "MA.3,Habits,g,A,,,\nMA.4,Habits,g,B,,,\n", "line 3: the score group g has other"),
        (HEAD + "MA.3,Habits,g,A|a,,,\n", "line 2: the score group g has the level a twice"),
        (HEAD + ",Habits,g,A,,,\n", "line 2: a line of the crosswalk names"),
        (HEAD + "MA.3,Habits,g,A,,everywhere,\n", "line 2: everywhere is no place"),
        (HEAD + "MA.3,Habits,g,A,,teacher:t1,\n", "line 2: a crosswalk holds for"),
        (HEAD + 'MA.3,"Habits,g,A,,,\n', "unexpected end of data"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_nothing_comes_in(text: str, said: str) -> None:
    with pytest.raises(NeedsDistrict) as problem:
        take_in(text, NOTHING)
    assert said in problem.value.message
    assert "objective, item, group" in (problem.value.fix or "")


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
lines = st.builds(
    Standard,
    objective=words,
    item=words,
    group=st.just("habits"),
    source=st.sampled_from(["", "case", "own"]),
    place=st.sampled_from(["district", "school:oak", "class:alg-1"]),
    app=st.sampled_from(["", "mathly"]),
)


@given(st.lists(lines, max_size=6, unique_by=lambda one: one.key))
def test_every_crosswalk_can_be_written_as_a_file_and_comes_in_as_it_was(
    some: list[Standard],
) -> None:
    held = Standards(groups=(ScoreGroup(name="habits", levels=("O", "S")),), crosswalk=tuple(some))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["objective", "item", "group", "levels", "source", "place", "app"])
    for one in some:
        writer.writerow([one.objective, one.item, one.group, "O|S", one.source, one.place, one.app])
    taken = take_in(text.getvalue(), NOTHING if some else held)
    assert taken.standards == held
    assert (taken.new, taken.changed, taken.same) == (len(some), 0, 0)
