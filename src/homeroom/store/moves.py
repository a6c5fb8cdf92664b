"""Students who left a class before it ended, and the grades that they left behind in it."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store import links, rules
from homeroom.store.scope import Scope


class Move(Struct, frozen=True, kw_only=True):
    """One student and one class that they left; ids are those shown here.

    `how`: into another section of the same course, or of what an app holds as one course; or to
    another school. `now` are the titles of the sections, or of the classes of the new school.
    """

    student: str
    name: str
    how: str
    class_id: str
    class_title: str
    school: str
    left_on: date
    now: Sequence[str]
    grades: int
    last_graded: date | None


_SQL = """
WITH ends AS (
  SELECT c.id, max(s.end_date) AS last FROM classes c
  LEFT JOIN academic_sessions s ON s.district_id = c.district_id AND s.id = ANY(c.terms)
  WHERE c.district_id = %(district)s GROUP BY c.id
), left_ AS MATERIALIZED (
  (SELECT user_id, class_id, end_date AS day FROM enrollments
    WHERE district_id = %(district)s AND role = 'student'
    AND end_date >= %(since)s AND end_date < %(today)s ORDER BY end_date DESC LIMIT %(most)s)
  UNION ALL
  (SELECT user_id, class_id, retired_at::date FROM enrollments
    WHERE district_id = %(district)s AND role = 'student'
    AND retired_at >= %(since)s::date::timestamptz ORDER BY retired_at DESC LIMIT %(most)s)
), early AS MATERIALIZED (
  SELECT DISTINCT l.user_id, l.class_id, n.last FROM left_ l JOIN ends n ON n.id = l.class_id
  WHERE n.last IS NULL OR l.day < n.last - 1
), stays AS (
  SELECT e.* FROM (SELECT DISTINCT user_id FROM early) g CROSS JOIN LATERAL (
    SELECT e.user_id, e.class_id,
      e.retired_at IS NULL AND (e.end_date IS NULL OR e.end_date >= %(today)s) AS is_on,
      least(e.end_date, e.retired_at::date) AS day
    FROM enrollments e
    WHERE e.district_id = %(district)s AND e.user_id = g.user_id AND e.role = 'student'
    OFFSET 0) e
), gone AS (
  SELECT s.user_id, s.class_id, max(s.day) AS day FROM stays s
  JOIN early n ON n.user_id = s.user_id AND n.class_id = s.class_id
  GROUP BY s.user_id, s.class_id, n.last
  -- Whoever was there to the end has not moved. Some systems name the day after as the end.
  HAVING NOT bool_or(s.is_on) AND (n.last IS NULL OR max(s.day) < n.last - 1)
), moved AS (
  SELECT g.*, c.course_id, c.school_id, c.title, c.sourced_id, k.grades, k.last_graded
  FROM gone g JOIN classes c ON c.district_id = %(district)s AND c.id = g.class_id
  CROSS JOIN LATERAL (SELECT count(*) AS grades, max(r.score_date) AS last_graded
    FROM line_items i JOIN results r ON r.district_id = i.district_id AND r.line_item_id = i.id
    WHERE i.district_id = %(district)s AND i.class_id = g.class_id AND r.student_id = g.user_id
    AND i.retired_at IS NULL AND r.retired_at IS NULL) k
  WHERE k.grades > 0 AND g.day >= %(since)s
), one_course AS (
  SELECT * FROM unnest(%(sections)s::uuid[], %(courses)s::int[]) o (class_id, course)
), placed AS (
  SELECT m.*,
    ARRAY(SELECT c.title FROM stays s JOIN classes c ON c.district_id = %(district)s
      AND c.id = s.class_id WHERE s.is_on AND s.user_id = m.user_id
      AND (c.course_id = m.course_id OR EXISTS (SELECT FROM one_course o JOIN one_course n
        USING (course) WHERE o.class_id = m.class_id AND n.class_id = c.id))
      ORDER BY c.title) AS sections,
    ARRAY(SELECT c.title FROM stays s JOIN classes c ON c.district_id = %(district)s
      AND c.id = s.class_id WHERE s.is_on AND s.user_id = m.user_id
      AND c.school_id <> m.school_id ORDER BY c.title) AS elsewhere,
    EXISTS (SELECT FROM stays s JOIN classes c ON c.district_id = %(district)s
      AND c.id = s.class_id WHERE s.is_on AND s.user_id = m.user_id
      AND c.school_id = m.school_id) AS is_still_there
  FROM moved m
)
SELECT u.sourced_id, u.given_name || ' ' || u.family_name,
  CASE WHEN p.sections <> '{}' THEN 'section' ELSE 'school' END, p.sourced_id, p.title, o.name,
  p.day, CASE WHEN p.sections <> '{}' THEN p.sections ELSE p.elsewhere END, p.grades, p.last_graded
FROM placed p JOIN users u ON u.district_id = %(district)s AND u.id = p.user_id
JOIN orgs o ON o.district_id = %(district)s AND o.id = p.school_id
WHERE p.sections <> '{}' OR (p.elsewhere <> '{}' AND NOT p.is_still_there)
ORDER BY p.day DESC, 2, p.title LIMIT %(limit)s
"""


def moves(
    scope: Scope, today: date, since: date, limit: int, most: int | None = None
) -> list[Move]:
    """Return who left a class since a day and goes on elsewhere, the latest first.

    With `most` no more than so many enrolments are looked at of those that ended last, and as many
    of those that were retired last: at the end of a year nearly all end within days.
    """
    held = _held_as_one(scope)
    rows = scope.rows(
        _SQL,
        today=today,
        since=since,
        limit=limit,
        most=most,
        sections=[section for section, _ in held],
        courses=[course for _, course in held],
    )
    return [Move(**dict(zip(Move.__struct_fields__, row, strict=True))) for row in rows]


def _held_as_one(scope: Scope) -> list[tuple[str, int]]:
    """Return the sections that an app holds as one course, and the number of that course."""
    maps = rules.current(scope).rules.classes
    pairs = [(section, number) for number, one in enumerate(maps) for section in one.sections]
    known = links.find_hub_ids(scope, [(Kind.CLASS, section) for section, _ in pairs])
    found = {section: hub_id for (_, section), (hub_id, _) in known.items()}
    return [(found[section], number) for section, number in pairs if section in found]
