"""One account with several roles: each counts where it was given, and nowhere else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from homeroom.access import people as access
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.model.kinds import Kind
from homeroom.runs.deliver import opting
from homeroom.store import apps
from homeroom.store.scope import district_scope
from tests.integration.outbox import OVER, THEIR_GRADE, Outbox, add_other_class
from tests.people import CLASS, GRADE, ITEM, OTHER_SCHOOL, SCHOOL, Town

HERE = "/d/riverbend/"
OUT = f"{HERE}grades/campus/class/{CLASS}/"
ONE = f"{HERE}grades/campus/of/{GRADE}/"
Give = Callable[..., None]


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def give(town: Town) -> Iterator[Give]:
    """Give somebody of the town a role more; who came by it has only the first ones afterwards."""
    given: list[tuple[str, Role]] = []

    def more(visitor: str, role: Role, **where: Any) -> None:
        email = town.people[visitor].email
        access.add(email, role, Place(district_id=town.district.id, **where), "test")
        given.append((visitor, role))

    yield more
    for visitor, role in given:
        access.remove(town.people[visitor], town.district.id, role)


def opted_out(town: Town) -> bool | None:
    """Return whether it is a teacher who keeps the class out; None: nobody does."""
    with district_scope(town.district.id) as scope:
        rule = opting.standing(scope, CLASS)
    return None if rule is None else rule.by_teacher


def conflict(town: Town, state: str, code: str) -> None:
    """Let the town's one grade be in another state."""
    with district_scope(town.district.id) as scope:
        scope.run(
            "UPDATE deliveries SET state = %(state)s, code = %(code)s WHERE record_id ="
            " %(id)s::uuid",
            state=state,
            code=code,
            id=GRADE,
        )


def state(town: Town) -> str:
    with district_scope(town.district.id) as scope:
        return str(
            scope.value("SELECT state FROM deliveries WHERE record_id = %(id)s::uuid", id=GRADE)
        )


def test_an_admin_of_one_school_who_helps_at_another_acts_in_the_own_one_alone(
    town: Town, give: Give
) -> None:
    give("help-desk", Role.SCHOOL_ADMIN, schools=[OTHER_SCHOOL])
    browser = town.browser("help-desk")
    seen = browser.get(OUT)
    assert seen.status_code == 200
    assert "Quiz 4" in text(seen)
    assert "Opt this class out" not in text(seen)
    assert "Send again" not in text(seen)
    assert "Send again" not in text(browser.get(ONE))
    for path, sent in ((OUT, {"act": "out"}), (ONE, {"act": "again"})):
        assert browser.post(path, sent).status_code == 404
    browser.post(f"{HERE}grades/campus/", {"act": "again"})
    assert (opted_out(town), state(town)) == (None, "refused")
    give("help-desk", Role.SCHOOL_ADMIN, schools=[SCHOOL])
    assert "Opt this class out" in text(browser.get(OUT))
    assert browser.post(OUT, {"act": "out"}).status_code == 302
    assert opted_out(town) is False
    browser.post(OUT, {"act": "in"})
    assert opted_out(town) is None


def test_send_again_promises_what_it_sends_and_counts_no_school_that_one_only_reads(
    town: Town, give: Give
) -> None:
    """Of three refused grades one is of the school next door, where they help as well."""
    out = Outbox(town)
    out.empty()
    add_other_class(town)
    for one in (GRADE, *out.grades(1)):
        out.put(Kind.RESULT, one, "refused", **OVER)
    out.put(Kind.RESULT, THEIR_GRADE, "refused", **OVER)
    browser = town.browser("help-desk")
    front = f"{HERE}grades/campus/"
    assert "Send again" not in text(browser.get(front))
    give("help-desk", Role.SCHOOL_ADMIN, schools=[OTHER_SCHOOL])
    shown = text(browser.get(front))
    assert "3 grades" in shown
    assert "1 will be checked, and sent to Campus" in shown
    browser.post(front, {"act": "again", "state": "refused", "code": OVER["code"]})
    assert [out.row(one).state for one in (GRADE, THEIR_GRADE)] == ["refused", "waiting"]
    # Where nothing is left to send, there is no button for it.
    shown = text(browser.get(front))
    assert "2 grades" in shown
    assert "will be checked" not in shown
    out.empty()
    out.put(Kind.LINE_ITEM, ITEM, "delivered")
    out.put(Kind.RESULT, GRADE, "refused", **OVER)


def test_a_conflict_is_decided_where_one_is_admin_and_seen_where_one_helps(
    town: Town, give: Give
) -> None:
    give("help-desk", Role.SCHOOL_ADMIN, schools=[OTHER_SCHOOL])
    conflict(town, "conflict", "conflict.edited_in_sis")
    decide = f"{HERE}grades/campus/decide/"
    try:
        browser = town.browser("help-desk")
        assert GRADE not in text(browser.get(decide))
        assert browser.post(decide, {"record": GRADE, "act": "approve"}).status_code == 422
        assert state(town) == "conflict"
        assert GRADE in text(town.browser("school-admin").get(decide))
    finally:
        conflict(town, "refused", "result.over_maximum")


def test_who_helps_at_one_school_and_teaches_at_another_has_both(town: Town, give: Give) -> None:
    assert town.browser("teacher").get(f"{HERE}runs/").status_code == 403
    give("teacher", Role.HELP_DESK, schools=[OTHER_SCHOOL])
    browser = town.browser("teacher")
    assert browser.get(f"{HERE}runs/").status_code == 200
    assert "Opt this class out" in text(browser.get(OUT))
    assert browser.post(OUT, {"act": "out"}).status_code == 302
    assert opted_out(town) is True  # as its teacher, not for the district
    browser.post(OUT, {"act": "in"})
    assert opted_out(town) is None
    # The students of the class are not those of the school that one helps at.
    assert browser.get(f"{HERE}records/class/{CLASS}/").status_code == 404


def test_an_admin_of_another_school_decides_nothing_about_the_class_that_one_teaches(
    town: Town, give: Give
) -> None:
    give("teacher", Role.SCHOOL_ADMIN, schools=[OTHER_SCHOOL])
    conflict(town, "conflict", "conflict.edited_in_sis")
    try:
        browser = town.browser("teacher")
        assert "Your decision" not in text(browser.get(ONE))
        browser.post(ONE, {"act": "approve"})
        assert state(town) == "conflict"
        give("teacher", Role.SCHOOL_ADMIN, schools=[SCHOOL])
        assert "Your decision" in text(browser.get(ONE))
        browser.post(ONE, {"act": "approve"})
        assert state(town) == "waiting"
    finally:
        conflict(town, "refused", "result.over_maximum")


def test_a_vendor_who_teaches_finds_the_way_to_the_own_classes(town: Town, give: Give) -> None:
    assert f"{HERE}grades/" not in text(town.browser("vendor-admin").get(HERE))
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "mathly").id
    give("teacher", Role.VENDOR_ADMIN, app_id=app)
    page = text(town.browser("teacher").get(HERE))
    assert f'href="{HERE}grades/"' in page
    assert f'href="{HERE}vendor-apps/"' in page
    assert town.browser("teacher").get(OUT).status_code == 200
    # Both pages of this part are beside each other, for who has both.
    beside = f'href="{HERE}own-app/">Own apps</a>'
    assert beside in text(town.browser("teacher").get(f"{HERE}grades/"))
    assert beside not in text(town.browser("district-admin").get(f"{HERE}grades/"))


def test_several_roles_for_the_whole_district_are_one_reach(town: Town, give: Give) -> None:
    give("school-admin", Role.DISTRICT_ADMIN)
    browser = town.browser("school-admin")
    assert browser.get(f"{HERE}rules/").status_code == 200
    assert "Pause deliveries" in text(browser.get(f"{HERE}grades/campus/"))
