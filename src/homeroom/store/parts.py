"""Learning objectives of results: each goes to a standard of its own, in a row of its own.

The id of a part is made of its result and objective, so that it is the same whenever it is needed.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from homeroom.model.gradebook import Result
from homeroom.model.ids import derived_id
from homeroom.model.kinds import Kind
from homeroom.model.records import ObjectiveScores
from homeroom.store import deliveries
from homeroom.store.deliveries import Wanted
from homeroom.store.scope import Scope


class Part(Struct, frozen=True, kw_only=True):
    """One learning objective of a result; `said` is what the app says of it, blank: nothing now."""

    result_id: str
    source: str
    objective: str
    said: str = ""

    @property
    def id(self) -> str:
        """Return the id of its row in the outbox."""
        return derived_id(self.result_id, self.source, "objective", self.objective)

    @property
    def key(self) -> str:
        """Return what tells it from the other objectives of its result, in words of the app."""
        return f"{self.source}:{self.objective}"


def part_of(result: Result, part: Part) -> Result:
    """Return a result that says nothing but one of its objectives."""
    found = [
        ObjectiveScores(some.source, (one,))
        for some in result.objective_scores
        for one in some.results
        if (some.source, one.id) == (part.source, part.objective)
    ]
    return structs.replace(
        result, score=None, text_score=None, score_scale=None, objective_scores=tuple(found[:1])
    )


def want(scope: Scope, target_id: int, app_ids: Mapping[str, int], said: Sequence[Part]) -> int:
    """Put objectives of results into the outbox of a target, each word of the app once.

    `app_ids` are the apps of the results that are looked at. An objective of them that is no longer
    said is put in as well: what stands of it at the target is a person's to decide.
    """
    held = {one.id: one for one in _of_results(scope, target_id, list(app_ids))}
    now = {id_: structs.replace(one, said="") for id_, one in held.items()}
    now |= {one.id: one for one in said}
    fresh = {id_: one for id_, one in sorted(now.items()) if held.get(id_) != one}
    for id_, one in fresh.items():
        _keep(scope, target_id, id_, one)
    wanted = [
        Wanted(target_id, Kind.RESULT, id_, app_ids[one.result_id], "put" if one.said else "clear")
        for id_, one in fresh.items()
    ]
    return deliveries.want(scope, wanted) if wanted else 0


def load(scope: Scope, ids: Sequence[str]) -> dict[str, Part]:
    """Return parts by the ids of their rows in the outbox."""
    if not ids:
        return {}
    rows = scope.rows(
        "SELECT DISTINCT ON (id) id::text, result_id::text, source, objective, said"
        " FROM result_parts WHERE district_id = %(district)s AND id = ANY(%(ids)s::uuid[])",
        ids=list(ids),
    )
    return {id_: _part(row) for id_, *row in rows}


def _of_results(scope: Scope, target_id: int, result_ids: Sequence[str]) -> list[Part]:
    rows = scope.rows(
        "SELECT result_id::text, source, objective, said FROM result_parts"
        " WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND result_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        ids=list(result_ids),
    )
    return [_part(row) for row in rows]


def _part(row: Sequence[str]) -> Part:
    return Part(**dict(zip(Part.__struct_fields__, row, strict=True)))


def _keep(scope: Scope, target_id: int, id_: str, one: Part) -> None:
    scope.run(
        "INSERT INTO result_parts (district_id, target_id, id, result_id, source, objective, said)"
        " VALUES (%(district)s, %(target)s, %(id)s, %(result_id)s, %(source)s, %(objective)s,"
        " %(said)s) ON CONFLICT (district_id, target_id, id) DO UPDATE SET said = excluded.said",
        target=target_id,
        id=id_,
        **structs.asdict(one),
    )
