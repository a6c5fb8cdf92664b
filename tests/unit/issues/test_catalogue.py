"""Every problem has a code that never changes, words, a way out and an owner."""

import re
import string

import pytest

from homeroom.issues.catalogue import ENTRIES, RECORD_ENTRIES, tell
from homeroom.issues.checks import CHECK_ENTRIES
from homeroom.issues.deliveries import DELIVERY_ENTRIES
from homeroom.issues.entry import Entry, Owner, Severity
from homeroom.issues.holds import HOLD_ENTRIES
from homeroom.issues.posted import POSTED_ENTRIES
from homeroom.issues.quality import QUALITY_ENTRIES
from homeroom.issues.reconcile import RECONCILE_ENTRIES
from homeroom.model.kinds import Kind

ALL = (
    *RECORD_ENTRIES, *QUALITY_ENTRIES, *DELIVERY_ENTRIES, *HOLD_ENTRIES, *POSTED_ENTRIES,
    *CHECK_ENTRIES, *RECONCILE_ENTRIES,
)  # fmt: skip
by_code = pytest.mark.parametrize("entry", ALL, ids=[one.code for one in ALL])
# A code stands in districts' databases, in scripts and in the documentation: it stays.
STABLE = {
    "address.unmatched", "checks.category", "checks.category_unknown", "checks.letter",
    "checks.masters", "checks.open", "checks.role", "checks.scale", "collection.unread",
    "conflict.deleted_in_sis", "conflict.edited_in_sis",
    "conflict.there_before", "conflict.under_other_id",
    "delete.needs_approval", "field.unreadable", "item.not_ours",
    "line_item.category_missing", "line_item.category_unknown", "line_item.class_not_at_target",
    "line_item.dates_out_of_order", "line_item.due_outside_terms", "line_item.no_due_date",
    "line_item.no_maximum", "line_item.title_taken", "line_item.title_too_long",
    "parent.not_delivered", "quality.left_out", "quality.recommended", "quality.required",
    "record.no_id", "record.unusable", "reference.left_out",
    "reference.unknown", "result.below_minimum", "result.cleared", "result.cleared_on_1_1",
    "result.exempt_needs_score", "result.left_the_class", "result.level_contradicts",
    "result.level_not_sent", "result.level_without_number", "result.missing_needs_score",
    "result.no_longer_listed", "result.no_score_on_1_1", "result.not_in_class_then",
    "result.not_whole", "result.over_maximum", "result.percent_not_sent", "result.second",
    "result.standards_only", "result.student_not_at_target", "result.student_not_enrolled",
    "result.unknown_level", "row.unreadable", "target.not_stored", "target.refused",
    "target.unreachable", "user.hidden_by_sis",
}  # fmt: skip


def facts_of(entry: Entry) -> dict[str, str]:
    names = {name for _, name, _, _ in string.Formatter().parse(entry.words + entry.fix) if name}
    return {name: f"<{name}>" for name in names}


def test_no_code_is_given_twice() -> None:
    assert len(ENTRIES) == len(ALL)


def test_no_code_that_was_ever_given_is_gone() -> None:
    assert ENTRIES.keys() >= STABLE


@by_code
def test_a_code_is_a_subject_and_a_fact(entry: Entry) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z0-9]+)*", entry.code)


@by_code
def test_words_are_sentences_and_so_is_the_way_out(entry: Entry) -> None:
    told = tell(entry.code, facts_of(entry))
    for text in (entry.words, entry.fix):
        assert text == text.strip()
        assert "  " not in text
        assert not re.search(r"\b(please|simply|just|error|invalid)\b", text, re.IGNORECASE)
    if not entry.words.endswith("}"):
        assert entry.words.endswith(".")
    if entry.fix != "{fix}":
        # A command stands last, so that it can be copied.
        assert re.search(r"(\.|: homeroom [A-Za-z -]+)$", entry.fix)
        assert re.match(r"[A-Z]", told.fix)


@by_code
def test_words_take_plain_facts_only(entry: Entry) -> None:
    for text in (entry.words, entry.fix):
        for _, name, spec, conversion in string.Formatter().parse(text):
            if name is not None:
                assert re.fullmatch(r"[a-z]+", name)
                assert not spec
                assert conversion is None


@by_code
def test_all_facts_of_a_case_are_told(entry: Entry) -> None:
    facts = facts_of(entry)
    told = tell(entry.code, facts)
    text = told.words + told.fix
    assert all(held in text for held in facts.values())
    assert "{" not in text
    assert "..." not in text


@by_code
def test_a_case_that_lacks_a_fact_is_still_told(entry: Entry) -> None:
    told = tell(entry.code, {})
    assert "{" not in told.words + told.fix


@by_code
def test_whoever_must_act_is_told_what_to_do(entry: Entry) -> None:
    assert isinstance(entry.owner, Owner)
    assert isinstance(entry.severity, Severity)
    if entry.owner is Owner.NOBODY:
        assert re.match(r"(Nothing to do|Mend the|Enter it in the SIS)", entry.fix)


def test_facts_are_told_as_they_are_even_with_braces_in_them() -> None:
    told = tell("line_item.title_taken", {"title": "Set {x} & {0}"})
    assert 'line item "Set {x} & {0}" with' in told.words


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (Kind.LINE_ITEM, "line item"),
        (Kind.ACADEMIC_SESSION, "academic session"),
        (Kind.SCORE_SCALE, "score scale"),
        (Kind.USER, "user"),
        (Kind.CLASS, "class"),
    ],
)
def test_a_kind_is_told_in_plain_words(kind: Kind, word: str) -> None:
    told = tell("reference.unknown", {"parent": kind.value, "id": "x1"})
    assert told.words == f"The {word} x1 that it belongs to is not known yet; it waits."
    assert f"if the {word} comes" in told.fix
