"""How long things are kept: the one table of defaults, and the bounds within which each may lie."""

from collections.abc import Mapping

from msgspec import Struct

from homeroom.errors import NeedsDistrict


class Kept(Struct, frozen=True, kw_only=True):
    """Something that is kept for so many days, and why not for less."""

    name: str
    title: str
    days: int
    least: int
    most: int
    why: str


_YEARS_10 = 3_653
KEPT: Mapping[str, Kept] = {
    one.name: one
    for one in (
        Kept(
            name="attempts",
            title="What was tried for each grade",
            days=400,
            least=30,
            most=_YEARS_10,
            why="Each request to the SIS and its answer. What was delivered last always stays.",
        ),
        Kept(
            name="requests",
            title="What apps asked of the API",
            days=30,
            least=7,
            most=400,
            why="Which app read or wrote what and when; what it read is not among it.",
        ),
        Kept(
            name="history",
            title="Earlier values of records",
            days=1_100,
            least=400,
            most=_YEARS_10,
            why="What a field was before, when it changed and why. A record itself stays.",
        ),
        Kept(
            name="issues",
            title="Issues that are over",
            days=400,
            least=30,
            most=_YEARS_10,
            why="What was wrong with data once. What is still wrong stays.",
        ),
        Kept(
            name="notices",
            title="Notices of what is over",
            days=400,
            least=30,
            most=_YEARS_10,
            why="What began and ended, and who was told. What is not over stays.",
        ),
        Kept(
            name="audit",
            title="Audit log",
            days=2_557,
            least=365,
            most=_YEARS_10,
            why="Who did what. Ask the district's records officer before it is made shorter.",
        ),
    )
}


class Fixed(Struct, frozen=True):
    """Something whose time is the same everywhere, or no matter of days."""

    title: str
    how_long: str


JOBS_DAYS, LINKS_DAYS, SERVER_LOG_DAYS = 30, 30, 2_557
FIXED = (
    Fixed("Records, grades and where they came from", "for good: no record is deleted"),
    Fixed("Pages as they were received", "the last complete reading and what changed since"),
    Fixed("The list of runs", "for good: a line each"),
    Fixed("Failed jobs", f"{JOBS_DAYS} days; finished ones go at once"),
    Fixed("Links to sign in, used or over", f"{LINKS_DAYS} days"),
    Fixed("Audit log of the server", f"{SERVER_LOG_DAYS:,} days"),
)


def check(name: str, days: int) -> Kept:
    """Return what a name means; NeedsDistrict where it is none, or the days are out of bounds."""
    kept = KEPT.get(name)
    if kept is None:
        raise NeedsDistrict(f"Nothing is called {name}.", fix=f"Choose from: {', '.join(KEPT)}.")
    if not kept.least <= days <= kept.most:
        raise NeedsDistrict(
            f"{kept.title}: {days:,} days is out of bounds.",
            fix=f"Choose from {kept.least:,} to {kept.most:,} days.",
        )
    return kept
