"""What a run counts and keeps."""

from homeroom.push.lanes.deliver import Sent
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.report import Report


def test_changes_are_new_changed_and_retired_records() -> None:
    report = Report(run_id=1, state="done")
    report.stored = {"user": Tally(new=2, changed=3, unchanged=50, waiting=7, own=9)}
    report.removed = {"user": {"retired": 4, "held": 100, "hidden": 1}}
    assert report.changes == 9


def test_a_run_keeps_plain_numbers() -> None:
    report = Report(run_id=1, state="done", read={"users": 5}, notes=["n"])
    report.stored = {"user": Tally(new=5)}
    report.sent = {"campus": Sent()}
    kept = report.counts()
    assert kept["stored"]["user"]["new"] == 5
    assert isinstance(kept["sent"]["campus"], dict)
    assert (kept["read"], kept["notes"], kept["removed"]) == ({"users": 5}, ["n"], {})


def test_reports_share_nothing() -> None:
    Report(run_id=1, state="done").read["users"] = 1
    assert Report(run_id=2, state="done").read == {}
