"""From a learning objective to the standard of the SIS: by the crosswalk, never by guess. Pure."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from homeroom.model.records import ObjectiveScore, ObjectiveScores
from homeroom.model.scores import score_text
from homeroom.push.checks.marks import Mark
from homeroom.push.checks.verdict import Refuse
from homeroom.rules.places import Where
from homeroom.rules.standards import Standards, standard_for


class Reached(Struct, frozen=True):
    """The standard that a result is for, by the title of its item, and the level that is posted."""

    item: str
    mark: Mark


def reached(
    objectives: Iterable[ObjectiveScores], standards: Standards, app: str, where: Where
) -> Reached | Refuse | None:
    """Return what a learning objective is in the SIS; None: nothing is said about it."""
    found = next(_scored(objectives), None)
    if found is None:
        return None
    source, one = found
    standard = standard_for(standards, app, where, (source, one.id))
    if standard is None:
        return Refuse("result.no_crosswalk", {"objectives": one.id})
    said = said_of(one)
    level = standard.group.level_of(said)
    if level is None:
        known = ", ".join(standard.group.levels)
        facts = {"level": said, "group": standard.group.name, "known": known}
        return Refuse("result.level_not_in_group", facts)
    note = {"converted": f"{one.id} is {standard.item}: {level}", "converted_by": standard.by}
    if one.text and one.score is not None:
        note["score_with_letter"] = f"{score_text(one.score)} is not sent: the level is"
    return Reached(standard.item, Mark(None, level, note))


def mapped(
    objectives: Iterable[ObjectiveScores], standards: Standards, app: str, where: Where
) -> list[tuple[str, ObjectiveScore]]:
    """Return the objectives, each with its catalogue, for which a standard is named."""
    return [
        (source, one)
        for source, one in _scored(objectives)
        if standard_for(standards, app, where, (source, one.id)) is not None
    ]


def without_crosswalk(
    objectives: Iterable[ObjectiveScores], standards: Standards, app: str, where: Where
) -> list[str]:
    """Return the objectives of a grade for which nobody has named a standard."""
    return [
        one.id
        for source, one in _scored(objectives)
        if standard_for(standards, app, where, (source, one.id)) is None
    ]


def _scored(objectives: Iterable[ObjectiveScores]) -> Iterator[tuple[str, ObjectiveScore]]:
    """Yield the objectives for which a result says something, with the catalogue of each."""
    for some in objectives:
        for one in some.results:
            if one.score is not None or (one.text and one.text.strip()):
                yield some.source, one


def said_of(one: ObjectiveScore) -> str:
    """Return the level that an app says: its text, or else its number."""
    if one.text and one.text.strip():
        return one.text.strip()
    assert one.score is not None
    return score_text(one.score)
