"""Which files are joined to which records, and what their rows become there."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from homeroom.connectors.oneroster_csv.columns import MODIFIED, SOURCED_ID, STATUS
from homeroom.connectors.pages import JSON
from homeroom.model import readers, structures
from homeroom.model.kinds import Kind
from homeroom.model.readers import Reader

# The cells of one joined row that are not blank, by column.
Cells = Mapping[str, str]


class Join(Struct, frozen=True, kw_only=True):
    """A file whose rows belong to records of another file.

    `owner` is the column that names the record; `checked` columns are read where the row stands, so
    that a fault names its own line. `required`: by the standard a record has at least one row.
    """

    file: str
    owner: str
    member: str  # what the rows become in the record
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    attach: Callable[[JSON, Sequence[Cells]], None]
    checked: Mapping[str, Reader] = {}
    skipped: tuple[str, ...] = ()
    single: bool = False
    required: bool = False
    keeps_unknown: bool = False

    @property
    def known(self) -> tuple[str, ...]:
        """Return the columns that have a meaning or are skipped on purpose."""
        return (SOURCED_ID, STATUS, MODIFIED, self.owner, *self.columns, *self.skipped)


def _renamed(row: Cells, column: str, name: str) -> JSON:
    """Return a row as an object in which one column has another name."""
    return {name if key == column else key: cell for key, cell in row.items()}


def _roles(record: JSON, rows: Sequence[Cells]) -> None:
    roles = [_renamed(row, "userProfileSourcedId", "userProfile") for row in rows]
    for role in roles:
        role["org"] = {"sourcedId": role.pop("orgSourcedId").strip()}
    record["roles"] = roles


def _profiles(record: JSON, rows: Sequence[Cells]) -> None:
    record["userProfiles"] = [_renamed(row, "sourcedId", "profileId") for row in rows]


def _resources(record: JSON, rows: Sequence[Cells]) -> None:
    ids = [one["sourcedId"] for one in record.get("resources", ())]
    ids += [row["resourceSourcedId"].strip() for row in rows]
    record["resources"] = [{"sourcedId": one} for one in dict.fromkeys(ids)]


def _scale(record: JSON, rows: Sequence[Cells]) -> None:
    record["scoreScale"] = {"sourcedId": rows[0]["scoreScaleSourcedId"].strip()}


def _by_source(rows: Sequence[Cells]) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = {}
    for row in rows:
        found.setdefault(row.get("source", "unknown"), []).append(row)
    return found


def _objectives(record: JSON, rows: Sequence[Cells]) -> None:
    record["learningObjectiveSet"] = [
        {"source": source, "learningObjectiveIds": [row["learningObjectiveId"] for row in of]}
        for source, of in _by_source(rows).items()
    ]


def _objective_scores(record: JSON, rows: Sequence[Cells]) -> None:
    kept = ("learningObjectiveId", "score", "textScore")
    record["learningObjectiveSet"] = [
        {
            "source": source,
            "learningObjectiveResults": [
                {name: row[name] for name in kept if name in row} for row in of
            ],
        }
        for source, of in _by_source(rows).items()
    ]


def _of_resources(file: str, owner: str) -> Join:
    return Join(
        file=file,
        owner=owner,
        member="resources",
        columns=("resourceSourcedId",),
        needed=("resourceSourcedId",),
        skipped=("title", "orgSourcedId", "classSourcedId"),
        attach=_resources,
    )


def _of_scales(file: str, owner: str) -> Join:
    return Join(
        file=file,
        owner=owner,
        member="scoreScale",
        columns=("scoreScaleSourcedId",),
        needed=("scoreScaleSourcedId",),
        skipped=("title",),
        attach=_scale,
        single=True,
    )


_SCORES: dict[str, Reader] = {"score": readers.number, "textScore": readers.text}
_ROLES = Join(
    file="roles",
    owner="userSourcedId",
    member="roles",
    columns=("roleType", "role", "orgSourcedId", "userProfileSourcedId", "beginDate", "endDate"),
    needed=("role", "orgSourcedId"),
    attach=_roles,
    checked={
        "roleType": structures.role_type_word,
        "role": structures.role_word,
        "beginDate": readers.day,
        "endDate": readers.day,
    },
    required=True,
    keeps_unknown=True,
)
# An account is described here; the credentials beside the description are never read.
_PROFILES = Join(
    file="userProfiles",
    owner="userSourcedId",
    member="userProfiles",
    columns=("sourcedId", "profileType", "vendorId", "applicationId", "description"),
    needed=("sourcedId",),
    skipped=("credentialType", "username", "password"),
    attach=_profiles,
)

JOINS: dict[Kind, tuple[Join, ...]] = {
    Kind.COURSE: (_of_resources("courseResources", "courseSourcedId"),),
    Kind.CLASS: (_of_resources("classResources", "classSourcedId"),),
    Kind.USER: (_ROLES, _PROFILES, _of_resources("userResources", "userSourcedId")),
    Kind.LINE_ITEM: (
        _of_scales("lineItemScoreScales", "lineItemSourcedId"),
        Join(
            file="lineItemLearningObjectiveIds",
            owner="lineItemSourcedId",
            member="learningObjectiveSet",
            columns=("source", "learningObjectiveId"),
            needed=("learningObjectiveId",),
            attach=_objectives,
        ),
    ),
    Kind.RESULT: (
        _of_scales("resultScoreScales", "resultSourcedId"),
        Join(
            file="resultLearningObjectiveIds",
            owner="resultSourcedId",
            member="learningObjectiveSet",
            columns=("source", "learningObjectiveId", *_SCORES),
            needed=("learningObjectiveId",),
            attach=_objective_scores,
            checked=_SCORES,
        ),
    ),
}
