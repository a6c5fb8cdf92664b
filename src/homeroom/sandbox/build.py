"""From the command line to a pretend server that is ready to be started."""

import argparse
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from homeroom.sandbox.access.connections import RIGHTS, Connection, Connections
from homeroom.sandbox.access.tokens import Tokens
from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.clock import Clock
from homeroom.sandbox.campus.gradebook import EmptyBase, Gradebook
from homeroom.sandbox.campus.ids import CampusIds, Ids
from homeroom.sandbox.campus.instants import day_in
from homeroom.sandbox.control.desk import ControlDesk
from homeroom.sandbox.control.stage import Stage
from homeroom.sandbox.districts.from_zip import load, present_day
from homeroom.sandbox.districts.generate import generate
from homeroom.sandbox.districts.lazy_base import LazyBase
from homeroom.sandbox.districts.section_book import Season
from homeroom.sandbox.faults.asked import read_asked
from homeroom.sandbox.faults.hit import Levers
from homeroom.sandbox.faults.layers import Faults
from homeroom.sandbox.oneroster.desk import Desk, Manners
from homeroom.sandbox.oneroster.frame import Scope, View
from homeroom.sandbox.oneroster.roster_lists import students
from homeroom.sandbox.school_year.script import Script
from homeroom.sandbox.web.door import Door
from homeroom.sandbox.web.request_log import RequestLog

_DAY = date(2026, 10, 14)
_STUDENTS = 200


@dataclass(frozen=True)
class Sandbox:
    """Everything behind one port; `connection` is the one that the ready line tells of."""

    stage: Stage
    door: Door
    connection: Connection


def build(options: argparse.Namespace) -> Sandbox:
    """Raises RuleError or BadFaults for one that does not exist, BadFile for an unreadable file."""
    script = _script(options)
    campus = script.world.campus if script else _campus(options)
    for text in options.rule:
        name, _, mode = text.partition("=")
        campus.rules.set_mode(name, mode)
    seed = f"sandbox {options.seed}"
    connections = Connections(seed)
    connection = connections.add(options.app_name, RIGHTS)
    manners = _manners(options)
    log = RequestLog()
    tokens = Tokens(seed, options.token_seconds, options.reuse_tokens)
    levers = Levers(connections, tokens, manners, campus.clock)
    faults = Faults(levers, read_asked(options.faults, options.seed), options.seed)
    stage = Stage(campus, connections, manners, log, faults, script)
    desk = Desk(campus, connections, tokens, manners)
    return Sandbox(stage, Door(desk, log, ControlDesk(stage).answer, faults), connection)


def ready_line(sandbox: Sandbox, port: int) -> dict[str, Any]:
    """Return what a client needs to know, as the one line on stdout says it."""
    stage, connection = sandbox.stage, sandbox.connection
    campus = stage.campus
    everybody = View(campus, "1.2", Scope(None, families=True))
    return {
        "port": port,
        "host_url": stage.host_url,
        "service_url": stage.service_url(),
        "token_url": stage.token_url(connection),
        "client_id": connection.client_id,
        "client_secret": connection.secret,
        "vendor_key": stage.connections.vendor_key,
        "vendor_secret": stage.connections.vendor_secret,
        "teacher_view": f"{stage.host_url}/sandbox/teacher-view",
        "control": f"{stage.host_url}/sandbox",
        "day": campus.clock.day.isoformat(),
        "time_zone": str(campus.zone),
        "students": sum(1 for _ in students(everybody)),
    }


def _script(options: argparse.Namespace) -> Script | None:
    if options.script is None:
        return None
    ids = CampusIds(plus=options.user_prefix == "plus")
    return Script(ids, options.time_zone, options.clock == "real")


def _manners(options: argparse.Namespace) -> Manners:
    return Manners(
        apis={"1.1", "1.2"} if options.api == "both" else {options.api},
        gradebook_base=options.gradebook_base,
        exclusive_ends=options.end_date == "exclusive",
        percent_scores=options.result_score == "percent",
        category_writes=options.category_writes,
        minimal_errors=options.minimal_errors,
    )


def _campus(options: argparse.Namespace) -> Campus:
    if options.district is not None:
        return _from_file(options)
    day = options.day or _usual_day(options)
    roster, dates = generate(options.students or _STUDENTS, options.seed, day)
    season = Season(dates.school_days(), day, options.seed, options.time_zone)
    return Campus(
        roster=roster,
        book=Gradebook(LazyBase(roster, season)),
        ids=CampusIds(plus=options.user_prefix == "plus"),
        clock=Clock(day, options.clock == "real"),
        zone=options.time_zone,
    )


def _usual_day(options: argparse.Namespace) -> date:
    """Return a school day in autumn, or the machine's own day where its clock is followed."""
    return datetime.now(options.time_zone).date() if options.clock == "real" else _DAY


def _from_file(options: argparse.Namespace) -> Campus:
    """Load a district file; categories and grading tasks are ours, its gradebook is empty."""
    roster, given = load(options.district)
    own: Ids = CampusIds(plus=options.user_prefix == "plus")
    newest = roster.newest()
    changed = day_in(options.time_zone, newest)
    day = options.day or present_day(roster, changed, _usual_day(options))
    clock = Clock(day, options.clock == "real")
    clock.pass_by(newest)
    campus = Campus(
        roster=roster,
        book=Gradebook(EmptyBase()),
        ids=given if options.ids == "as-given" else own,
        clock=clock,
        zone=options.time_zone,
    )
    campus.furnish()
    return campus
