"""Grades out: a refused one is mended and sent again; a teacher looks after own classes."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.hub import IC, MATHLY
from tests.journeys.hub import Hub
from tests.journeys.looking import assert_accessible, fits, look_until

Open = Callable[[str], Page]
LONG = "Mathly Review of Everything We Have Learned So Far This Autumn"


def test_a_refused_grade_is_mended_and_sent_again(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(hub.at("grades/"))
    cause = page.get_by_role("article").filter(has_text="[line_item.title_too_long]")
    expect(cause).to_contain_text("62 characters; the SIS takes 50.")
    cause.get_by_role("link", name="Show it").click()
    page.get_by_role("link", name=LONG).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LONG)
    assert_accessible(page)
    refused = page.url
    # The fix says where the district mends it: from now on this connection shortens titles.
    page.get_by_role("link", name="Settings: Grade Sync").click()
    rule = page.get_by_label("A title of a line item has at most this many characters.")
    expect(rule).to_have_value("refuse")
    rule.select_option("shorten")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(rule).to_have_value("shorten")
    page.goto(refused)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("status")).to_contain_text("It is checked again")
    with hub.worker():
        look_until(page, "Delivered")
        expect(page.locator("#main")).to_contain_text("Title shortened to")
        page.goto(hub.at("grades/"))
        # Its grades have waited for it, and go by themselves.
        while page.get_by_text("[parent.not_delivered]").count():
            page.reload()
    expect(cause).to_have_count(0)
    page.goto(hub.campus.ready["teacher_view"])
    expect(page.get_by_text(LONG[:40]).first).to_be_visible()


def test_a_teacher_sees_own_classes_and_opts_one_out(open_as: Open, hub: Hub) -> None:
    page = open_as("teacher")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(hub.at())
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Grades out").click()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(2)
    expect(page.get_by_role("button", name="Pause deliveries")).to_have_count(0)
    own = rows.nth(1).get_by_role("link")
    title = own.inner_text()
    own.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert_accessible(page)
    assert fits(page)
    page.get_by_role("button", name="Opt this class out").click()
    expect(page.get_by_role("status")).to_contain_text(f"Grades of {title} stay out of")
    page.get_by_role("button", name="Let grades of this class go out again").click()
    expect(page.get_by_role("status")).to_contain_text(f"Grades of {title} go to")
    page.get_by_role("article").filter(has_text="20 grades:").first.get_by_role("link").click()
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    assert_accessible(page)
    assert fits(page)
    # Rules that change let everything be checked again: the hub is left as it was found.
    hub.act("sync", MATHLY)


def test_a_conflict_is_decided(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    # A teacher edits in the SIS what was delivered; the comparison of the next sync sees it.
    hub.act("sync", IC)
    student = teacher_changes_a_score(hub)
    hub.act("sync", IC)
    page.goto(hub.at("grades/"))
    page.get_by_role("link", name="Waits for you").click()
    row = page.get_by_role("row").filter(has_text=student)
    expect(row).to_contain_text("Conflict")
    expect(row).to_contain_text("Score: 1")
    assert_accessible(page)
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Leave Infinite Campus as it is").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is sent.")
    expect(row).to_have_count(0)
    page.goto(hub.at("grades/"))
    page.get_by_role("table").get_by_role("link").first.click()
    class_id = page.url.rstrip("/").rpartition("/")[2]
    for path in ("adopt", "posting", "compare", "checks", "charts", "undo"):
        page.goto(hub.at(f"grades/{IC}/{path}/"))
        assert_accessible(page)
    page.goto(hub.at(f"grades/{IC}/compare/"))
    page.get_by_label("One class, by its title or id").fill(class_id)
    page.get_by_role("button", name="Compare this class").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("grades in")


def teacher_changes_a_score(hub: Hub) -> str:
    """Let a teacher change a grade in the SIS that came by API; return the student's name."""
    for section in hub.campus.get("teacher-view.json?touched=1")["sections"]:
        for item in section["items"]:
            for cell in item["scores"] if item["origin"] == "api" else ():
                if cell["score"] not in (None, "", "1") and not cell["flags"]:
                    named = {"section": section["ids"]["1.2"], "item": item["id"]}
                    edit = {**named, "student": cell["student"]["ids"]["1.2"], "score": "1"}
                    hub.campus.post("teacher/score", edit)
                    return str(cell["student"]["name"])
    raise AssertionError("nothing was delivered")
