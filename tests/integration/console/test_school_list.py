"""Schools Mapping before the first sync: what is shown, what is chosen, and what is not lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from homeroom.rules.schools import MappedSchool
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.runs.setup.school_list import map_schools
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import school, write_package
from tests.people import Town

LMS = "/d/riverbend/apps/lms/"
STEP = f"{LMS}setup/schools-mapping/"


@pytest.fixture
def lms(town: Town, sis: FileApp, tmp_path: Path) -> Iterator[Path]:
    """A draft beside the SIS, whose file shows two schools, one of them the SIS's Oak."""
    files = school()
    files["orgs"][1] |= {"sourcedId": "oak-l", "name": " OAK ", "identifier": "100"}
    files["orgs"].append(
        {"sourcedId": "elm-l", "name": "Elm", "type": "school", "parentSourcedId": "d"}
    )
    path = write_package(tmp_path / "lms.zip", files)
    wish = Wish(
        connector="oneroster_csv",
        key="lms",
        title="Our LMS",
        mode="import",
        grade_sync=False,
        delivery={"path": str(path)},
        draft=True,
    )
    with district_scope(town.district.id) as scope:
        activation.activate(scope, wish, "test")
    yield path
    with district_scope(town.district.id) as scope:
        activation.remove(scope, apps.keyed(scope, "lms"), "test")
        mapped = [one.school for one in versions.current(scope).rules.schools]
        map_schools(scope, "lms", (), mapped, "test")


@pytest.fixture
def admin(town: Town, lms: Path) -> Client:
    return town.browser("primary-admin")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def listed(answer: Any) -> list[str]:
    return [one.id for one, *_ in answer.context["rows"]]


def rules(town: Town) -> dict[str, MappedSchool]:
    """Return what is kept of the schools of the LMS, by their ids."""
    with district_scope(town.district.id) as scope:
        kept = versions.current(scope).rules.schools
    assert {one.app for one in kept} <= {"lms"}
    return {one.school: one for one in kept}


def hub_oak(admin: Client) -> str:
    """Return the value by which the SIS's Oak is chosen."""
    (found,) = [value for value, name in admin.get(STEP).context["hub"] if name == "Oak"]
    return str(found)


def send(admin: Client, do: str = "next", **chosen: str) -> Any:
    given = {f"school {id_.replace('_', '-')}": word for id_, word in chosen.items()}
    return admin.post(STEP, {"do": do, **given})


def test_schools_are_shown_by_name_as_the_source_has_them_now(admin: Client, lms: Path) -> None:
    page = admin.get(STEP)
    assert set(listed(page)) == {"oak-l", "elm-l"}
    assert "Riverbend</th>" not in text(page)  # the district itself is no school
    assert text(page).count("Missing: nobody has mapped it") == 2
    files = school()
    files["orgs"][1] |= {"sourcedId": "ash-l", "name": "Ash"}
    files["classes"][0]["schoolSourcedId"] = "ash-l"
    write_package(lms, files)
    assert listed(admin.get(STEP)) == ["ash-l"]


def test_the_list_is_filtered_by_what_lacks_and_by_what_is_mapped(admin: Client) -> None:
    assert listed(admin.get(STEP, {"show": "lacking"})) == ["elm-l"]
    assert listed(admin.get(STEP, {"show": "existing"})) == []
    assert "No school is like that." in text(admin.get(STEP, {"show": "existing"}))
    send(admin, elm_l="out")
    assert listed(admin.get(STEP, {"show": "existing"})) == ["elm-l"]
    assert listed(admin.get(STEP, {"show": "missing"})) == ["oak-l"]


def test_auto_mapping_maps_what_is_clear_and_says_how_many(admin: Client, town: Town) -> None:
    done = send(admin, "auto")
    assert done.headers["Location"] == f"{STEP}?auto=1"
    page = admin.get(done.headers["Location"])
    assert "Auto Mapping has mapped 1 school." in text(page)
    kept = rules(town)
    assert set(kept) == {"oak-l"}
    assert f"hub {kept['oak-l'].hub}" == hub_oak(admin)
    assert f'<option value="{hub_oak(admin)}" selected>Oak</option>' in text(page)


@pytest.mark.parametrize(("word", "left_out"), [("own", False), ("out", True)])
def test_auto_mapping_leaves_what_somebody_has_chosen(
    admin: Client, town: Town, word: str, left_out: bool
) -> None:
    done = send(admin, "auto", oak_l=word)
    assert done.headers["Location"] == f"{STEP}?auto=0"
    (one,) = rules(town).values()
    assert (one.school, one.hub, one.leave_out) == ("oak-l", "", left_out)


def test_what_a_filter_hides_stays_as_it_is(admin: Client, town: Town) -> None:
    send(admin, oak_l="out", elm_l="own")
    send(admin, elm_l="")  # the form of a filtered list sends only what it shows
    assert set(rules(town)) == {"oak-l"}


def test_mapping_the_same_again_makes_no_new_version_of_the_rules(
    admin: Client, town: Town
) -> None:
    def version() -> int:
        with district_scope(town.district.id) as scope:
            return versions.current(scope).version

    send(admin, oak_l="out")
    before = version()
    send(admin, oak_l="out")
    assert version() == before
    send(admin, oak_l="own")
    assert version() == before + 1


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"oak_l": "hub nowhere"}, "The hub has no school nowhere."),
        ({"oak_l": "own", "pine": "own"}, "The app shows no school pine now."),
    ],
    ids=["no such school of the hub", "no such school of the app"],
)
def test_of_a_form_that_is_refused_nothing_is_kept(
    admin: Client, town: Town, chosen: dict[str, str], words: str
) -> None:
    answer = send(admin, **chosen)
    assert answer.status_code == 422
    assert words in text(answer)
    assert rules(town) == {}


def test_a_source_that_cannot_be_asked_stops_nobody_from_going_on(admin: Client, lms: Path) -> None:
    lms.unlink()
    page = text(admin.get(STEP))
    assert "You can go on without: then all schools are taken in." in page
    assert "Auto Mapping" not in page
    done = send(admin)
    assert done.headers["Location"] == f"{LMS}setup/schedule-and-safety/"


@pytest.mark.parametrize(
    ("do", "chosen"), [("next", {"oak_l": "out"}), ("later", {"oak_l": "own"}), ("auto", {})]
)
def test_what_was_chosen_is_not_lost_in_silence_when_the_source_is_away(
    admin: Client, town: Town, lms: Path, do: str, chosen: dict[str, str]
) -> None:
    lms.unlink()  # after the list was shown
    answer = send(admin, do, **chosen)
    assert answer.status_code == 422
    assert answer.context["problem"]
    assert rules(town) == {}


def test_the_settings_of_an_app_do_not_say_saved_when_its_source_is_away(
    admin: Client, town: Town, lms: Path
) -> None:
    with district_scope(town.district.id) as scope:
        activation.finish(scope, apps.keyed(scope, "lms"), "test")
    lms.unlink()
    answer = admin.post(f"{LMS}settings/schools/", {"do": "save"})
    assert answer.status_code == 422
    assert "Saved." not in text(answer)
