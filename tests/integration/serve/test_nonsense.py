"""Whatever is asked, the answer is one of those that the documents name, and never a failure."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from homeroom.model.kinds import Version
from homeroom.serve import schemas
from homeroom.serve.operations import Operation, operations
from homeroom.store import districts
from tests.database import DatabaseUrls
from tests.integration.serve.river import NAMED, River

READS = [one for one in operations() if one.method == "GET"]
PATHS = [
    "sourcedId", "status", "dateLastModified", "title", "name", "type", "schoolYear", "grades",
    "terms", "terms.sourcedId", "class.sourcedId", "course", "school.sourcedId", "user",
    "student.sourcedId", "lineItem.sourcedId", "roles.role", "roles.org.sourcedId", "role",
    "orgs.sourcedId", "enabledUser", "email", "score", "scoreDate", "late", "weight", "dueDate",
    "birthDate", "userIds.type", "learningObjectiveSet.source", "scoreScaleValue.itemValueLHS",
    "metadata.x", "metadata.x.y", "primary", "beginDate", "resources", "parent.sourcedId",
    "children", "nothing", "a.b.c", "scorePercentile",
]  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = (
    texts
    | st.sampled_from(["ana", "true", "2026-10-05", "9", "a,b", "", "-0", "1e9", "oak"])
    | st.dates().map(str)
    | st.decimals(allow_nan=True).map(str)
)
comparisons = st.builds(
    lambda path, sign, value: f"{path}{sign}'{value}'",
    st.sampled_from(PATHS),
    st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "~"]),
    values,
)
filters = (
    st.lists(comparisons, min_size=1, max_size=3).map(" AND ".join)
    | st.lists(comparisons, min_size=1, max_size=3).map(" OR ".join)
    | texts
)
numbers = st.integers(-2, 60_000).map(str) | texts
parameters = st.fixed_dictionaries(
    {},
    optional={
        "limit": numbers,
        "offset": numbers,
        "sort": st.sampled_from(PATHS) | texts,
        "orderBy": st.sampled_from(["asc", "desc", "up"]),
        "filter": filters,
        "fields": st.lists(st.sampled_from([*PATHS, "metadata", ""]), max_size=3).map(",".join),
        "cursor": texts | st.just("0198f000-0000-7000-8000-000000000001.7"),
    },
)


@pytest.fixture(scope="module")
def river(town_urls: DatabaseUrls) -> River:
    return River(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))


@st.composite
def addresses(draw: st.DrawFn) -> tuple[Operation, str]:
    one = draw(st.sampled_from(READS))
    words = one.path.strip("/").split("/")
    for at in range(1, len(words), 2):
        known = st.sampled_from(sorted(set(NAMED[words[at - 1]].values())))
        words[at] = draw(known | texts.filter(lambda text: bool(text.strip("/"))))
    return one, f"{one.base}/{'/'.join(quote(word, safe='') for word in words)}"


@given(asked=addresses(), query=parameters)
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_question_breaks_the_hub(
    river: River, asked: tuple[Operation, str], query: dict[str, str]
) -> None:
    one, path = asked
    written = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    got = river.get(path, written)
    assert got.status in (200, 400, 404)
    if got.status == 200 and one.version is Version.V1P2:
        single, many = schemas.wrapped(
            one.target.kind, schemas.of_kind(one.target.kind, one.version)
        )
        schema = single if one.is_single else many
        assert list(Draft202012Validator(schema).iter_errors(got.body)) == []
