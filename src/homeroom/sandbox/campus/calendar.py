"""Which term and which grading period of a section a day falls in."""

from datetime import date

from homeroom.sandbox.campus.nouns import Section, Session
from homeroom.sandbox.campus.roster import Roster


def grading_periods(roster: Roster, section: Section) -> list[Session]:
    """Return the section's grading periods in order of time.

    Infinite Campus uses terms as grading periods (KB-11DM), so where a term has no grading
    period below it, the term itself serves as one.
    """
    known = roster.periods_of_sessions.get(section.sessions)
    if known is None:
        found: dict[int, Session] = {}
        for number in section.sessions:
            if number in roster.sessions:
                for period in _leaves(roster, roster.sessions[number]):
                    found[period.number] = period
        known = sorted(found.values(), key=lambda period: (period.begin, period.number))
        roster.periods_of_sessions[section.sessions] = known
    return known


def _leaves(roster: Roster, session: Session) -> list[Session]:
    children = roster.children_of_session.get(session.number)
    if not children:
        return [session]
    return [leaf for child in children for leaf in _leaves(roster, child)]


def period_on(roster: Roster, section: Section, day: date) -> Session | None:
    """Return the grading period that holds the day; its last day still belongs to it."""
    for period in grading_periods(roster, section):
        if period.begin <= day <= period.last:
            return period
    return None


def current_period(roster: Roster, section: Section, day: date) -> Session | None:
    """Return the period of the day, or the last one begun, or the first one to come."""
    periods = grading_periods(roster, section)
    begun = [period for period in periods if period.begin <= day]
    return begun[-1] if begun else (periods[0] if periods else None)


def in_a_term(roster: Roster, section: Section, day: date) -> bool:
    """Whether some term of the section holds the day; holidays between terms do not count."""
    terms = (roster.sessions[number] for number in section.sessions if number in roster.sessions)
    return any(term.begin <= day <= term.last for term in terms)
