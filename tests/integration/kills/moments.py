"""Moments of a sync, told by how far it has come: slow machines have them, too.

A moment is the n-th statement with which the hub changes its tables, or the n-th request that the
SIS sees. An undisturbed run tells how many there are in each phase; a seed draws one of them.
"""

import threading
from collections.abc import Callable
from random import Random
from typing import NamedTuple

import psycopg

from homeroom.sandbox.build import Sandbox
from homeroom.sandbox.web.messages import Request, Response

PHASES = ("pull", "stage", "store", "push")
# The statement at the drawn moment takes so long, so that the kill hits it in the middle.
HELD_SECONDS = 0.7
COUNTING = f"""
CREATE SCHEMA kills;
CREATE SEQUENCE kills.statements;
CREATE TABLE kills.moment (at bigint);
CREATE TABLE kills.steps (at bigint, step text);
CREATE FUNCTION kills.count() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF nextval('kills.statements') = (SELECT at FROM kills.moment) THEN
    PERFORM pg_sleep({HELD_SECONDS});
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION kills.step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO kills.steps SELECT last_value, NEW.step FROM kills.statements;
  RETURN NULL;
END $$;
CREATE TRIGGER step AFTER INSERT OR UPDATE OF step ON runs
  FOR EACH ROW EXECUTE FUNCTION kills.step();
DO $$
DECLARE
  counted regclass;
BEGIN
  FOR counted IN SELECT oid::regclass FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relrowsecurity
  LOOP
    EXECUTE format('CREATE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE ON %s
      FOR EACH STATEMENT EXECUTE FUNCTION kills.count()', counted);
  END LOOP;
END $$;
"""


class Course(NamedTuple):
    """What an undisturbed scene consisted of: statements by phase, requests seen by method.

    The reads are those of the pull: to push, the hub reads, too.
    """

    statements: dict[str, list[int]]
    requests: dict[str, int]


class Moment(NamedTuple):
    """`held` is whether the statement is caught in the middle, or the request before its answer."""

    phase: str
    what: str  # statement, GET or PUT
    number: int
    held: bool


def draw(chance: Random, phase: str, course: Course) -> Moment:
    """Draw a moment of a phase."""
    seen = {"pull": "GET", "push": "PUT"}.get(phase)
    if seen is not None and chance.random() < 0.5:
        number = chance.randint(1, course.requests[seen])
        return Moment(phase, seen, number, chance.random() < 0.5)
    return Moment(phase, "statement", chance.choice(course.statements[phase]), True)


class Clock:
    """Counts statements and requests since it was set, and strikes when the moment has come."""

    def __init__(self, owner_url: str, sandbox: Sandbox) -> None:
        self._owner_url = owner_url
        self._strike: Callable[[], None] | None = None
        self._moment: Moment | None = None
        self._struck = threading.Event()
        self.requests: dict[str, int] = {}
        self.pulled = 0
        self._began = self._statements()
        self._answer = sandbox.door.desk.answer
        sandbox.door.desk.answer = self._serve  # type: ignore[method-assign]

    def set(self, moment: Moment, strike: Callable[[], None]) -> None:
        """Strike once, when the moment has come."""
        self._moment, self._strike = moment, strike
        if moment.what == "statement":
            with psycopg.connect(self._owner_url) as connection:
                at = self._began + moment.number
                connection.execute("DELETE FROM kills.moment")
                connection.execute("INSERT INTO kills.moment VALUES (%s)", [at])

    @property
    def struck(self) -> bool:
        """Say whether the moment is over."""
        return self._struck.is_set()

    def strike(self) -> None:
        """Strike now, if it has not struck yet."""
        strike, self._strike = self._strike, None
        if strike is not None:
            strike()
            self._struck.set()

    def look(self) -> None:
        """Strike if the moment is a statement that has been reached."""
        moment = self._moment
        if moment is None or self._strike is None or moment.what != "statement":
            return
        if self._statements() >= self._began + moment.number:
            self.strike()

    def course(self) -> Course:
        """Return what there was since the beginning, by phase."""
        with psycopg.connect(self._owner_url) as connection:
            steps = connection.execute(
                "SELECT at - %s, step FROM kills.steps WHERE at >= %s ORDER BY at",
                [self._began, self._began],
            ).fetchall()
        end = self._statements() - self._began
        found: dict[str, list[int]] = {phase: [] for phase in PHASES}
        for (begin, step), (until, _) in zip(steps, [*steps[1:], (end, "")], strict=True):
            found[step] += range(begin + 1, until + 1)
        return Course(found, {**self.requests, "GET": self.pulled})

    def _statements(self) -> int:
        with psycopg.connect(self._owner_url) as connection:
            row = connection.execute("SELECT last_value FROM kills.statements").fetchone()
        assert row is not None
        return int(row[0])

    def _serve(self, request: Request) -> tuple[str, Response]:
        """Answer a request, and strike before or after the SIS has done what it asks for."""
        number = self.requests[request.method] = self.requests.get(request.method, 0) + 1
        moment = self._moment
        now = moment is not None and (moment.what, moment.number) == (request.method, number)
        if now and moment is not None and not moment.held:
            self.strike()
        answer = self._answer(request)
        if now:
            self.strike()
        return answer


def install(owner_url: str) -> None:
    """Let the database count the statements that change the hub's tables."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(COUNTING.encode())
