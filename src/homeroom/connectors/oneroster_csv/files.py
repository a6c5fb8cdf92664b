"""The files of a OneRoster package: one per kind of record, and those joined to them."""

from homeroom.model.kinds import ASSESSMENTS, COLLECTIONS, Kind

MANIFEST = "manifest"

# The standard has no assessment files.
MAIN_FILES: dict[Kind, str] = {
    kind: name for kind, name in COLLECTIONS.items() if kind not in ASSESSMENTS
}

JOINED_IN_1_1 = ("courseResources", "classResources")
ONLY_IN_1_2 = (
    "roles",
    "userProfiles",
    "userResources",
    "scoreScales",
    "lineItemScoreScales",
    "lineItemLearningObjectiveIds",
    "resultScoreScales",
    "resultLearningObjectiveIds",
)

DATA_FILES: tuple[str, ...] = tuple(
    dict.fromkeys((*MAIN_FILES.values(), *JOINED_IN_1_1, *ONLY_IN_1_2))
)

FILE_NAMES: dict[str, str] = {f"{name}.csv".casefold(): name for name in (MANIFEST, *DATA_FILES)}
