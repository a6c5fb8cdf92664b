"""The judge asks the decoder seldom, and always says what the decoder would say."""

from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from homeroom.connectors.oneroster_csv.judge import Judge
from homeroom.model.decode import decode
from homeroom.model.kinds import Kind

UTC = ZoneInfo("UTC")


def ref(*ids: str) -> st.SearchStrategy[dict[str, str]]:
    """Make references to one of some ids."""
    return st.sampled_from([{"sourcedId": one} for one in ids])


ID = st.sampled_from(["r1", "r2", "", "x" * 256])
RESULT = st.fixed_dictionaries(
    {},
    optional={
        "sourcedId": ID,
        "lineItem": ref("li", ""),
        "student": ref("u", ""),
        "scoreStatus": st.sampled_from(["exempt", "Fully Graded", "ext:x", "odd"]),
        "score": st.sampled_from(["5", "5.0", " 7 ", "five", "1e400", "nan", "", "-1"]),
        "scoreDate": st.sampled_from(["2026-10-05", "2026-10-05T08:00:00Z", "soon", " "]),
        "textScore": st.sampled_from(["A", ""]),
        "late": st.sampled_from(["true", "FALSE", "maybe", "1"]),
        "comment": st.text(max_size=5),
        "metadata": st.just({"a": "b"}),
        "learningObjectiveSet": st.sampled_from(
            [
                [],
                "no list",
                [{"source": "case", "learningObjectiveResults": [{"learningObjectiveId": "x"}]}],
                [
                    {
                        "source": "case",
                        "learningObjectiveResults": [{"learningObjectiveId": "x", "score": "3.5"}],
                    }
                ],
            ]
        ),
    },
)
SESSION = st.fixed_dictionaries(
    {"sourcedId": ID},
    optional={
        "title": st.sampled_from(["Fall", ""]),
        "type": st.sampled_from(["term", "epoch", " "]),
        "startDate": st.sampled_from(["2026-08-15", "soon", ""]),
        "endDate": st.sampled_from(["2026-12-19", "2026-13-01"]),
        "parent": ref("y", ""),
    },
)
DEMOGRAPHICS = st.fixed_dictionaries(
    {"sourcedId": ID}, optional={"birthDate": st.sampled_from(["2012-03-04", "soon"])}
)


def agree(kind: Kind, records: list[dict[str, Any]]) -> None:
    """Check that the judge and the decoder say the same of a series of records."""
    judge = Judge(kind)
    for record in records:
        decoded = decode(kind, record, UTC)
        assert [*judge.fatal(record)] == (
            [] if decoded.record is not None else [one for one in decoded.problems if one.fatal]
        )


@given(records=st.lists(RESULT, max_size=12))
def test_it_agrees_with_the_decoder_about_results(records: list[dict[str, Any]]) -> None:
    agree(Kind.RESULT, records)


@given(records=st.lists(SESSION, max_size=12))
def test_it_agrees_with_the_decoder_about_sessions(records: list[dict[str, Any]]) -> None:
    agree(Kind.ACADEMIC_SESSION, records)


@given(records=st.lists(DEMOGRAPHICS, max_size=6))
def test_it_agrees_with_the_decoder_about_demographics(records: list[dict[str, Any]]) -> None:
    agree(Kind.DEMOGRAPHICS, records)
