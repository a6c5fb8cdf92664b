"""Districts and apps from the command line: what each command says, for people and programs."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import IC, Terminal
from tests.sandboxes import Sandbox


def test_a_new_district_says_what_comes_next(bare: Terminal) -> None:
    said = bare.well("district", "add", "river", "--name", "River", "--time-zone", "America/Denver")
    assert "homeroom app gallery" in said


def test_districts_are_listed_for_people_and_for_programs(terminal: Terminal) -> None:
    assert "Riverbend Schools" in terminal.well("district", "list")
    row = {"slug": "riverbend", "name": "Riverbend Schools", "time_zone": "America/Chicago"}
    assert terminal.json("district", "list") == {"districts": [row]}


@pytest.mark.parametrize(
    ("slug", "zone", "words", "fix"),
    [
        ("river", "Mars/Olympus", "no time zone Mars/Olympus", "America/Chicago"),
        ("River Bend", "America/Denver", "River Bend", "small letters"),
        ("riverbend", "America/Denver", "riverbend", "no other district"),
    ],
    ids=["zone", "capitals", "taken"],
)
def test_a_district_that_cannot_be_is_refused(
    terminal: Terminal, slug: str, zone: str, words: str, fix: str
) -> None:
    said = terminal.run("district", "add", slug, "--name", "X", "--time-zone", zone)
    assert said.status == 1
    assert words in said.err
    assert fix in said.err
    assert len(terminal.json("district", "list")["districts"]) == 1


def test_without_a_district_every_command_says_how_to_add_one(bare: Terminal) -> None:
    for words in (["app", "list"], ["sync", "x"], ["runs"], ["deliveries"], ["issues"]):
        said = bare.run(*words)
        assert said.status == 1
        assert "homeroom district add" in said.err


def test_with_two_districts_one_must_be_named(terminal: Terminal) -> None:
    terminal.well("district", "add", "lake", "--name", "Lake", "--time-zone", "America/Denver")
    said = terminal.run("app", "list")
    assert said.status == 1
    assert "--district with: lake, riverbend" in said.err
    assert terminal.json("app", "list", "--district", "lake") == {"apps": []}
    unknown = terminal.run("app", "list", "--district", "laek")
    assert "There is no district laek" in unknown.err


def test_the_gallery_names_every_field_of_the_form(bare: Terminal) -> None:
    shown = bare.well("app", "gallery")
    listed = {one["name"]: one for one in bare.json("app", "gallery")["gallery"]}
    assert {"infinite_campus", "oneroster", "oneroster_csv"} <= listed.keys()
    assert listed["infinite_campus"]["modes"] == ["import", "export", "2-way"]
    assert "Vendor Key (for grades)" in shown
    for one in listed.values():
        for field in one["settings"]:
            assert field in shown


def test_an_activated_app_says_how_it_works_and_what_to_do_next(
    terminal: Terminal, campus: Sandbox
) -> None:
    pairs = [f"{name}={value}" for name, value in campus.delivery_config("1.2").items()]
    options = [word for pair in pairs for word in ("--set", pair)]
    said = terminal.well(
        "app", "activate", "infinite_campus", "--mode", "2-way", "--grade-sync", *options
    )
    assert "Infinite Campus (infinite-campus) is active." in said
    assert "delivers grades" in said
    assert "homeroom app test infinite-campus" in said
    assert "Grades need" not in said


def test_what_grades_lack_is_said_once_they_are_wanted(terminal: Terminal, campus: Sandbox) -> None:
    config = campus.delivery_config("1.2", grades=False).items()
    options = [word for name, value in config for word in ("--set", f"{name}={value}")]
    with_grades = terminal.well(
        "app", "activate", "infinite_campus", "--mode", "2-way", "--grade-sync", *options
    )
    assert "Grades need Vendor Key and Vendor Secret; the roster does not." in with_grades
    without = terminal.well(
        "app", "activate", "infinite_campus", "--key", "second", "--mode", "import", *options
    )
    assert "Grades need" not in without


def test_a_draft_is_finished_later(terminal: Terminal, campus: Sandbox) -> None:
    said = terminal.well("app", "activate", "infinite_campus", "--draft")
    assert "is saved as a draft" in said
    refused = terminal.run("app", "finish", IC)
    assert refused.status == 1
    assert "The settings lack Service URL" in refused.err
    for name, value in campus.delivery_config("1.2").items():
        terminal.well("app", "settings", IC, "--set", f"{name}={value}")
    assert terminal.json("app", "finish", IC)["state"] == "active"


def test_grade_sync_in_import_mode_waits_for_an_operator(terminal: Terminal, mathly: Path) -> None:
    made = terminal.json(
        "app", "activate", "oneroster_csv", "--key", "mathly", "--grade-sync", "--set",
        f"path={mathly}",
    )  # fmt: skip
    assert made == {"app": "mathly", "state": "requested", "mode": "import", "grade_sync": True}
    refused = terminal.run("sync", "mathly")
    assert refused.status == 1
    assert "homeroom app approve mathly" in refused.err
    declined = terminal.well("app", "decline", "mathly", "--reason", "Not this year")
    assert "is declined" in declined
    assert "Not this year" in declined
    assert terminal.run("sync", "mathly").status == 1
    terminal.well("app", "finish", "mathly")
    assert terminal.json("app", "approve", "mathly")["state"] == "active"
    assert terminal.json("sync", "mathly")["state"].startswith("done")


def test_nothing_waits_in_an_app_without_a_request(school_app: Terminal) -> None:
    assert school_app.run("app", "approve", "roster").status == 1
    assert school_app.run("app", "decline", "roster", "--reason", "No").status == 1


def test_a_secret_can_come_from_a_file_or_a_prompt(
    terminal: Terminal, campus: Sandbox, tmp_path: Path
) -> None:
    config = campus.delivery_config("1.2")
    key = tmp_path / "vendor-secret"
    key.write_text(config.pop("vendor_secret") + "\n")
    secret = config.pop("client_secret")
    options = [word for name, value in config.items() for word in ("--set", f"{name}={value}")]
    options += ["--set", f"vendor_secret=@{key}", "--set", "client_secret=-"]
    said = terminal.run(
        "app", "activate", "infinite_campus", "--mode", "2-way", "--grade-sync", *options,
        typed=f"{secret}\n",
    )  # fmt: skip
    assert said.status == 0, said.all
    assert secret not in said.all
    assert terminal.json("app", "test", IC)["ok"] is True


def test_a_file_of_a_secret_that_is_not_there_is_named(terminal: Terminal) -> None:
    said = terminal.run("app", "activate", "infinite_campus", "--set", "client_secret=@/no/file")
    assert said.status == 1
    assert "/no/file cannot be read." in said.err


def test_settings_never_show_a_secret(terminal: Terminal, campus: Sandbox) -> None:
    terminal.activate_campus(campus)
    config = campus.delivery_config("1.2")
    shown = terminal.json("app", "settings", IC)
    for_people = terminal.well("app", "settings", IC)
    assert shown["client_secret"] == "(kept)"
    assert shown["vendor_key"] == config["vendor_key"]
    for name in ("client_secret", "vendor_secret"):
        assert config[name] not in str(shown) + for_people


def test_settings_are_changed_and_shown(school_app: Terminal) -> None:
    shown = school_app.json(
        "app", "settings", "roster", "--safety", "retired_percent=5", "--lanes", "2,4",
        "--settle", "30", "--schedule", "daily 05:00", "--default-category", "Homework",
    )  # fmt: skip
    assert shown["safety"] == {"retired_percent": 5}
    assert shown["lanes"] == {"in_school_hours": 2, "otherwise": 4}
    assert shown["settle_seconds"] == 30
    assert shown["schedule"] == "daily at 05:00"
    assert shown["default_category"] == "Homework"
    again = school_app.json("app", "settings", "roster", "--schedule", "every 60")
    assert again["schedule"] == "every 60 minutes"
    assert again["safety"] == {"retired_percent": 5}
    assert school_app.json("app", "settings", "roster", "--schedule", "off")["schedule"] == "off"


def test_a_second_source_of_the_same_records_is_told_until_it_is_meant(
    school_app: Terminal, mathly: Path
) -> None:
    told = "is a source of the same kinds of records"
    added = ("app", "activate", "oneroster_csv", "--key", "other", "--set", f"path={mathly}")
    assert told in school_app.well(*added)
    assert told in school_app.json("app", "settings", "roster")["cautions"][0]
    school_app.well("rules", "preset")
    assert told not in school_app.well("app", "settings", "other", "--several-sources")


def test_what_is_said_about_uploads_is_kept_and_shown(school_app: Terminal) -> None:
    shown = school_app.json("app", "settings", "roster", "--preview", "--no-bulk-upload")
    assert (shown["preview"], shown["bulk_upload"]) == (True, False)
    shown = school_app.json("app", "settings", "roster", "--no-preview", "--bulk-upload")
    assert (shown["preview"], shown["bulk_upload"]) == (False, True)


def test_a_write_rule_is_edited_where_grades_are_taken(terminal: Terminal, campus: Sandbox) -> None:
    terminal.activate_campus(campus)
    shown = terminal.json("app", "settings", IC, "--rule", "title_length=shorten,40")
    assert shown["rules"] == {"title_length": ["shorten", 40]}


def test_the_nightly_comparison_is_moved_and_switched_off(
    terminal: Terminal, campus: Sandbox
) -> None:
    terminal.activate_campus(campus)
    assert terminal.json("app", "settings", IC)["comparison"] == "daily at 03:15"
    moved = terminal.json("app", "settings", IC, "--compare", "daily 22:30")
    assert moved["comparison"] == "daily at 22:30"
    refused = terminal.run("app", "settings", IC, "--compare", "daily 10:00")
    assert refused.status == 1
    assert "School is open at 10:00" in refused.err
    assert terminal.json("app", "settings", IC)["comparison"] == "daily at 22:30"
    assert terminal.json("app", "settings", IC, "--compare", "off")["comparison"] == "off"


def test_a_change_of_mode_that_needs_an_operator_says_so(
    terminal: Terminal, campus: Sandbox
) -> None:
    terminal.activate_campus(campus)
    said = terminal.well("app", "settings", IC, "--mode", "import")
    assert "waits for an operator: homeroom app approve infinite-campus" in said
    assert terminal.json("app", "settings", IC)["mode"] == "2-way"
    assert terminal.json("app", "approve", IC)["mode"] == "import"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "nosuch=1"], "has no setting nosuch"),
        (["--set", "nosuch"], "NAME=VALUE"),
        (["--rule", "nosuch=refuse"], "takes no grades"),
        (["--safety", "nosuch=1"], "no threshold nosuch"),
        (["--safety", "retired_percent=many"], "no whole number"),
        (["--lanes", "0,5"], "from 1 to"),
        (["--lanes", "x"], "no whole number"),
        (["--settle", "-1"], "-1"),
        (["--schedule", "every 0"], "no schedule"),
        (["--schedule", "daily 25:00"], "no schedule"),
        (["--schedule", "whenever"], "no schedule"),
        (["--compare", "every 60"], "no time"),
        (["--compare", "daily 24:61"], "no time"),
        (["--compare", "daily 03:15"], "nothing to compare"),
        (["--mode", "sideways"], "sideways"),
        (["--mode", "export"], "cannot work in export mode"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_setting_changes_nothing(
    school_app: Terminal, options: list[str], words: str
) -> None:
    before = school_app.json("app", "settings", "roster")
    said = school_app.run("app", "settings", "roster", *options)
    assert said.status in (1, 2)
    assert words in said.err
    assert school_app.json("app", "settings", "roster") == before


def test_an_unknown_app_is_answered_with_those_there_are(school_app: Terminal) -> None:
    for words in (
        ["app", "test", "rooster"],
        ["app", "settings", "rooster"],
        ["app", "finish", "rooster"],
        ["app", "remove", "rooster"],
        ["sync", "rooster"],
        ["runs", "--app", "rooster"],
        ["issues", "--app", "rooster"],
        ["deliveries", "--to", "rooster"],
        ["deliveries", "pause", "rooster"],
    ):
        said = school_app.run(*words)
        assert said.status == 1, words
        assert "rooster" in said.err
        assert "There are: roster." in said.err


def test_an_unknown_application_is_answered_with_the_gallery(terminal: Terminal) -> None:
    said = terminal.run("app", "activate", "infinitecampus")
    assert said.status == 1
    assert "infinite_campus, oneroster_api, oneroster, oneroster_csv" in said.err


def test_removing_asks_first_and_leaves_the_records(school_app: Terminal) -> None:
    school_app.well("sync", "roster")
    kept = school_app.run("app", "remove", "roster", typed="n\n")
    assert kept.status == 1
    assert [one["app"] for one in school_app.json("app", "list")["apps"]] == ["roster"]
    assert school_app.json("app", "remove", "roster", "--yes")["state"] == "removed"
    assert school_app.json("app", "list") == {"apps": []}
    run = school_app.json("runs")["runs"][0]
    assert run["app"] is None
    assert "removed" in school_app.well("runs")


def test_the_same_key_is_taken_only_once(school_app: Terminal, mathly: Path) -> None:
    said = school_app.run(
        "app", "activate", "oneroster_csv", "--key", "roster", "--set", f"path={mathly}"
    )
    assert said.status == 1
    assert "--key" in said.err


def test_the_list_of_apps_says_what_each_one_is(school_app: Terminal) -> None:
    row = school_app.json("app", "list")["apps"][0]
    assert row == {
        "app": "roster",
        "title": "OneRoster CSV",
        "mode": "import",
        "grade_sync": False,
        "role": "sis",
        "state": "active",
        "compare_first": False,
    }
    assert "OneRoster CSV" in school_app.well("app", "list")


def test_the_day_on_which_a_secret_ends_is_entered_and_listed(
    terminal: Terminal, campus: Sandbox
) -> None:
    terminal.activate_campus(campus)
    terminal.well("expiry", "set", IC, "vendor_key", "2020-06-30")
    listed = terminal.json("expiry", "list")["things"]
    assert [one["name"] for one in listed] == ["vendor_key", "client_secret", "vendor_secret"]
    assert (listed[0]["ends_on"], listed[0]["soon"]) == ("2020-06-30", True)
    assert "2020-06-30" in terminal.well("expiry", "list")
    assert "Nobody knows" in terminal.well("expiry", "set", IC, "vendor_key", "unknown")
    wrong = terminal.run("expiry", "set", IC, "page_size", "2027-01-01")
    assert "no key or secret page_size" in wrong.all
    assert terminal.run("expiry", "set", IC, "vendor_key", "soon").status == 2


def test_how_long_things_are_kept_is_changed_within_bounds(terminal: Terminal) -> None:
    assert "kept for 60 days" in terminal.well("retention", "set", "attempts", "60")
    kept = {one["name"]: one["days"] for one in terminal.json("retention", "list")["kept"]}
    assert (kept["attempts"], kept["audit"]) == (60, 2_557)
    assert "Audit log" in terminal.well("retention", "list")
    assert "out of bounds" in terminal.run("retention", "set", "audit", "5").all
    assert terminal.json("retention", "clear")["removed"]["attempts"] == 0
    assert "Audit log" in terminal.well("retention", "clear")
