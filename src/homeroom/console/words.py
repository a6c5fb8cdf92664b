"""Words that several pages share: the states of runs, apps and deliveries, each with its shape.

Texts of one page stand in its template. Never a colour alone: every state has a word and a shape.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from homeroom.model.kinds import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Word(Struct, frozen=True):
    """How a state is shown: its word, its shape, its tone, and what it means in a sentence."""

    word: "StrPromise"
    shape: str  # done, issue, hold, fail, wait, run, stop
    tone: str  # good, care, bad, calm: the colour that goes with the shape
    means: "StrPromise"


def _word(word: "StrPromise", shape: str, tone: str, means: "StrPromise") -> Word:
    return Word(word, shape, tone, means)


RUNS = {
    "waiting": _word(_("Waiting"), "wait", "calm", _("It begins as soon as a worker is free.")),
    "running": _word(_("Running"), "run", "calm", _("It is at work now.")),
    "done": _word(_("Done"), "done", "good", _("Everything was read and taken in.")),
    "done with issues": _word(
        _("Done with issues"), "issue", "care", _("It is taken in, and something needs a look.")
    ),
    "on hold": _word(
        _("On hold"), "hold", "care", _("It is taken in, but removals wait for your approval.")
    ),
    "previewed": _word(
        _("On hold (preview)"),
        "hold",
        "care",
        _("Nothing of it is taken in yet: what it would change waits for your approval."),
    ),
    "stopped": _word(_("Stopped"), "stop", "calm", _("Somebody stopped it.")),
    "failed, retrying": _word(
        _("Failed (retrying)"), "fail", "care", _("It is tried again by itself.")
    ),
    "failed": _word(_("Failed (needs you)"), "fail", "bad", _("It waits for somebody to act.")),
}
APPS = {
    "draft": _word(_("Saved for later"), "wait", "calm", _("Its setup is not finished.")),
    "requested": _word(
        _("Waiting for approval"), "hold", "care", _("An operator has to approve Grade Sync.")
    ),
    "declined": _word(
        _("Declined"), "fail", "bad", _("The operator said no to Grade Sync, with a reason.")
    ),
    "active": _word(_("Active"), "done", "good", _("It works.")),
    "paused": _word(_("Paused"), "stop", "calm", _("Nothing runs until it is resumed.")),
    "removed": _word(_("Removed"), "stop", "calm", _("It is no longer connected.")),
}
# Apps that call the API: whether they can, and else how the app itself stands.
VENDORS = {
    **APPS,
    "active": _word(_("Can call"), "done", "good", _("Its requests are answered.")),
    "requested": _word(
        _("Can read"), "hold", "care", _("It may write once an operator has approved Grade Sync.")
    ),
    "suspended": _word(
        _("Suspended"), "stop", "bad", _("It can call no more until it is resumed.")
    ),
    "ended": _word(_("Ended"), "stop", "care", _("The last day of sharing is over.")),
}
DELIVERIES = {
    "waiting": _word(_("Waiting"), "wait", "calm", _("It goes out when its time has come.")),
    "sending": _word(_("Sending"), "run", "calm", _("It is on its way.")),
    "delivered": _word(_("Delivered"), "done", "good", _("The gradebook has it.")),
    "refused": _word(_("Refused"), "fail", "bad", _("It cannot go as it is.")),
    "held": _word(_("Held"), "hold", "care", _("It waits for a person.")),
    "conflict": _word(
        _("Conflict"), "issue", "care", _("Somebody changed it in the gradebook, too.")
    ),
    "dropped": _word(_("Nothing to send"), "stop", "calm", _("There was nothing to send.")),
}
# One day of an app that calls the API.
CALLS = {
    "answered": _word(_("Answered"), "done", "good", _("Every request was answered.")),
    "refused": _word(_("Some refused"), "issue", "care", _("At least one request was refused.")),
    "none": _word(_("No request"), "stop", "calm", _("Nothing was asked.")),
}
CHECKS = {
    "passed": _word(_("Passed"), "done", "good", _("It works.")),
    "failed": _word(_("Failed"), "fail", "bad", _("It does not work yet.")),
    "not applicable": _word(
        _("Left out"),
        "stop",
        "calm",
        _("It is not part of this setup, or something else has to work first."),
    ),
    "note": _word(_("Good to know"), "issue", "calm", _("It works; this is worth a look.")),
}
ENDINGS = {
    "far": _word(_("Valid"), "done", "good", _("It does not end soon.")),
    "near": _word(_("Ends soon"), "issue", "care", _("It has to be renewed.")),
    "ended": _word(_("Ended"), "fail", "bad", _("Nothing works with it any more.")),
    "unknown": _word(_("Day not known"), "wait", "calm", _("Nobody has said when it ends.")),
}
# What a try did to a record of the gradebook.
ACTS = {
    "put": _("Sent"),
    "clear": _("Cleared"),
    "delete": _("Deleted"),
    "undo": _("Taken back"),
}
# What a receipt says, by the names of the fields.
SHOWN = {
    "title": _("Title"),
    "score": _("Score"),
    "text_score": _("Letter or level"),
    "score_status": _("State of the score"),
    "score_date": _("Date of the score"),
    "missing": _("Missing"),
    "late": _("Late"),
    "incomplete": _("Incomplete"),
    "comment": _("Comment"),
    "due_date": _("Due date"),
    "category": _("Category"),
    "maximum": _("Points possible"),
    "standards": _("Standards"),
}
# What was done to a record on its way, by the names under which it is noted.
NOTES = {
    "converted": _("Conversion"),
    "converted_by": _("Rule of the conversion"),
    "as_percent": _("As a percent"),
    "as_percent_by": _("Rule of the percent"),
    "rounded_by": _("Rule of the rounding"),
    "maximum": _("Points possible"),
    "maximum_by": _("Rule of the points possible"),
    "category": _("Category"),
    "category_by": _("Rule of the category"),
    "shortened": _("Title shortened to"),
    "warning": _("Worth a look"),
    "score_with_letter": _("Score beside the letter"),
    "score_with_exempt": _("Score of exempt work"),
    "letter": _("Letter"),
    "percent": _("Percent"),
    "comment": _("Comment"),
    "standards": _("Standards"),
    "not_carried": _("What the SIS cannot take"),
    "left_out": _("Left out by rule"),
    "posted": _("Posted"),
    "signed_off": _("Signed off by"),
    "cleared": _("Cleared"),
    "undone": _("Taken back"),
    "deleted": _("Deleted there"),
    "left": _("Not sent"),
    "kept": _("Left as it is"),
}
PROVIDERS = {
    "on": _word(_("On"), "done", "good", _("The sign-in offers it.")),
    "off": _word(_("Off"), "stop", "calm", _("The sign-in does not offer it.")),
}
ACCOUNTS = {
    "active": _word(_("Active"), "done", "good", _("The person can sign in.")),
    "locked": _word(_("Locked"), "stop", "bad", _("The person cannot sign in.")),
    "tried": _word(
        _("Waits"),
        "hold",
        "care",
        _("After several wrong passwords the sign-in waits for a while."),
    ),
}
# What a comparison with the SIS found, by its code.
COMPARED = {
    "reconcile.app_differs": _("where the app says something else than the hub"),
    "reconcile.not_queued": _("never put on the way to the SIS"),
    "reconcile.not_stored": _("accepted by the SIS, but never shown"),
    "reconcile.missing": _("no longer in the SIS"),
    "reconcile.item_missing": _("whole line items no longer in the SIS"),
    "reconcile.different": _("different in the SIS"),
    "reconcile.doubled": _("twice in the SIS"),
    "reconcile.extra": _("in the SIS that we did not deliver"),
    "reconcile.posted": _("different on the report card"),
}
STATES = {
    "run": RUNS,
    "app": APPS,
    "vendor": VENDORS,
    "delivery": DELIVERIES,
    "call": CALLS,
    "check": CHECKS,
    "ending": ENDINGS,
    "provider": PROVIDERS,
    "account": ACCOUNTS,
}
# What becomes of something on its way, by code; nothing keeps it back where that is empty. Other
# codes than these are told by the catalogue.
KEPT_BACK = {
    "": _("Goes on its way"),
    "otherwise": _("Goes on its way in another form"),
    "nothing": _("Nothing to send"),
    "scope.place": _("Kept back: this school, course or class sends no grades"),
    "scope.before_go_live": _("Kept back: due before the go-live date"),
    "scope.not_chosen": _("Kept back: not marked for the SIS in the app"),
    "scope.not_released": _("Kept back: not released in the app"),
    "scope.frozen": _("Kept back: frozen days"),
    "scope.term_closed": _("Kept back: its term is closed"),
    "scope.year_closed": _("Kept back: its year is closed"),
}
REACHES = {
    "complete": _("Sync of everything"),
    "delta": _("Sync of what changed"),
    "comparison": _("Comparison with the SIS"),
}
MODES = {"import": _("Import"), "export": _("Export"), "2-way": _("2-way Sync")}
# What people call the kinds of records.
KINDS = {
    Kind.ORG: _("Schools"),
    Kind.ACADEMIC_SESSION: _("Calendars"),
    Kind.RESOURCE: _("Resources"),
    Kind.COURSE: _("Courses"),
    Kind.CLASS: _("Classes"),
    Kind.USER: _("People"),
    Kind.DEMOGRAPHICS: _("Demographics"),
    Kind.ENROLLMENT: _("Enrolments"),
    Kind.CATEGORY: _("Categories"),
    Kind.SCORE_SCALE: _("Score Scales"),
    Kind.LINE_ITEM: _("Line Items"),
    Kind.RESULT: _("Results"),
    Kind.ASSESSMENT_LINE_ITEM: _("Assessment Line Items"),
    Kind.ASSESSMENT_RESULT: _("Assessment Results"),
}
# What people are, where issues are about them.
PEOPLE = {
    "staff": _("Staff"),
    "people": _("People"),
    "students": _("Students"),
    "contacts": _("Contacts"),
}
# What rules speak about, one by one.
ENTITIES = {
    "org": _("School or district"),
    "academicSession": _("Calendar"),
    "resource": _("Resource"),
    "course": _("Course"),
    "class": _("Class"),
    "user": _("Person"),
    "student": _("Student"),
    "teacher": _("Teacher"),
    "contact": _("Contact"),
    "administrator": _("Admin"),
    "demographics": _("Demographics"),
    "enrollment": _("Enrolment"),
    "category": _("Category"),
    "scoreScale": _("Score Scale"),
    "lineItem": _("Line Item"),
    "result": _("Result"),
    "assessmentLineItem": _("Assessment Line Item"),
    "assessmentResult": _("Assessment Result"),
}
# What a write rule of a SIS does with what it is about.
WRITE_RULES = {
    "refuse": _("Refuse it"),
    "hold": _("Hold it for a person"),
    "shorten": _("Shorten it"),
    "leave out": _("Leave it out"),
    "warn": _("Warn, and send it"),
    "send": _("Send it"),
    "keep": _("Keep it"),
    "wait": _("Wait for a teacher"),
    "count": _("Take it as counting"),
    "ignore": _("Leave it as it is"),
    "off": _("Off"),
    "required": _("Required"),
    "points": _("Points"),
    "percent": _("Percent"),
    "letter": _("Letter"),
    "score status": _("Score status"),
    "crosswalk": _("By the crosswalk"),
    "not submitted": _("As not submitted"),
    "with score": _("With its score"),
}
