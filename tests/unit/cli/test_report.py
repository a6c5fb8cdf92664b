"""What a run did, and how it comes along, in lines that somebody can read."""

import pytest

from homeroom.cli.report import show
from homeroom.cli.watch import Lines, out, watching
from homeroom.model.kinds import Kind
from homeroom.push.lanes.deliver import Sent
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.report import Foresight, Report, Silent
from homeroom.store import runs


def shown(report: Report, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show(report)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_a_run_in_which_nothing_is_new_says_how_much_was_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = Report(run_id=7, state="done", read={"users": 1200, "orgs": 3})
    assert shown(report, capsys) == [
        "1,203 records were read; nothing in them is new.",
        "Run 7: done.",
    ]


def test_a_run_that_read_nothing_says_only_how_it_ended(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(Report(run_id=7, state="stopped"), capsys) == ["Run 7: stopped."]


def test_kinds_in_which_nothing_happened_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    stored = {"user": Tally(new=1500, refused=2), "org": Tally()}
    lines = shown(Report(run_id=7, state="done", read={"users": 1502}, stored=stored), capsys)
    assert lines[0] == "Taken in"
    assert "user 1,500 0 0 0 0 2 0" in lines
    assert not any(line.startswith("org") for line in lines)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("held", "31 of user are to be retired and wait for you: homeroom runs approve 7"),
        ("retired", "31 of user are retired."),
        ("hidden", "31 of user are hidden by the source, though still enrolled: homeroom issues"),
    ],
)
def test_what_became_of_absent_records_is_said_with_what_to_do(
    what: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    removed = {"user": {"held": 0, "retired": 0, "hidden": 0, what: 31}}
    assert line in shown(Report(run_id=7, state="on hold", removed=removed), capsys)


def test_what_was_not_sent_is_followed_by_where_to_look(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sent = {"campus": Sent(delivered=1204, refused=3), "other": Sent(delivered=1)}
    lines = shown(Report(run_id=7, state="done", sent=sent), capsys)
    first = lines.index("To campus: 1,204 delivered, 3 refused, 0 held, 0 to be sent again.")
    assert lines[first + 1] == "Why: homeroom deliveries"
    second = lines.index("To other: 1 delivered, 0 refused, 0 held, 0 to be sent again.")
    assert lines[second + 1] == "Run 7: done."


def test_line_items_that_do_not_count_yet_are_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(Report(run_id=7, state="done", not_counting={"campus": 12}), capsys)
    assert any(
        line.startswith("In campus: 12 line items delivered, not counting") for line in lines
    )


def test_a_run_with_issues_says_where_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(run_id=7, state="done with issues", notes=["The list of users is short."])
    assert shown(report, capsys) == [
        "The list of users is short.",
        "Run 7: done with issues.",
        "Which: homeroom issues and homeroom deliveries",
    ]


def test_a_preview_says_what_waits_and_what_would_follow(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen = Foresight(
        kinds={"user": {"new": 20, "changed": 1}, "result": {"gone": 1500}},
        to_follow={"campus": 1230},
    )
    lines = shown(Report(run_id=7, state=runs.PREVIEWED, read={"users": 9}, preview=seen), capsys)
    assert lines[0].startswith("1,521 rows would change something; nothing of them is taken in")
    assert "homeroom runs show 7" in lines[0]
    assert lines[1] == "1,230 deliveries to campus would follow."


def test_a_preview_that_was_taken_in_is_not_told_of_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen = Foresight(kinds={"user": {"new": 20}})
    lines = shown(Report(run_id=7, state="done", preview=seen), capsys)
    assert lines == ["Run 7: done."]


def test_changes_are_what_is_new_different_or_retired() -> None:
    report = Report(
        run_id=7,
        state="done",
        stored={"user": Tally(new=2, changed=3, unchanged=90, waiting=4)},
        removed={"user": {"held": 9, "retired": 5, "hidden": 1}},
    )
    assert report.changes == 10


def test_a_run_keeps_its_counts_as_plain_values() -> None:
    report = Report(run_id=7, state="done", stored={"user": Tally(new=2)}, read={"users": 2})
    kept = report.counts()
    assert kept["stored"]["user"]["new"] == 2
    assert kept["read"] == {"users": 2}
    assert kept["preview"] is None


def test_lines_say_a_collection_once_it_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()
    lines.read("results", 5_000, 82_114)
    lines.read("results", 82_114, 82_114)
    lines.read("orgs", 3, None)
    assert capsys.readouterr().err.splitlines() == ["  read 82,114 results", "  read 3 orgs"]


def test_lines_say_deliveries_every_few_hundred_and_for_each_target(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = Lines()
    for delivered in (1, 499, 500, 501, 999, 1_000):
        lines.sent("campus", Sent(delivered=delivered))
    lines.sent("other", Sent(refused=500))
    assert capsys.readouterr().err.splitlines() == [
        "  500 came out at campus",
        "  1,000 came out at campus",
        "  500 came out at other",
    ]


def test_lines_are_silent_about_what_the_report_says(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()
    lines.stored(Kind.USER, Tally(new=3))
    lines.step("merge")
    assert capsys.readouterr().err == "merge ...\n"


def test_what_has_come_out_is_all_that_has_ended() -> None:
    assert out(Sent(delivered=1, unchanged=2, refused=4, held=8, later=16)) == 15


def test_nobody_watches_a_quiet_command_and_lines_go_where_no_terminal_is() -> None:
    with watching(quiet=True) as watcher:
        assert isinstance(watcher, Silent)
    with watching(quiet=False) as watcher:
        assert isinstance(watcher, Lines)
