"""Why a grade is kept back by the district's own decisions: a part of the catalogue for `push`."""

from homeroom.issues.entry import Entry, Owner, Severity


def _held(code: str, owner: Owner, words: str, fix: str) -> Entry:
    return Entry(code=code, severity=Severity.WARNING, owner=owner, words=words, fix=fix)


HOLD_ENTRIES = (
    _held(
        "checks.open",
        Owner.DISTRICT,
        "Nothing goes to this SIS for the first time before its checks pass: {open}.",
        "See what each of them lacks; what waits goes out by itself then: homeroom checks",
    ),
    _held(
        "line_item.category_waits",
        Owner.DISTRICT,
        'The category "{category}" is none of the class in the SIS ({known}).',
        "Add it in the SIS, or map it to one of these: homeroom categories map",
    ),
    _held(
        "preview.each",
        Owner.DISTRICT,
        "Everything that goes to this SIS is looked at before.",
        "Look at it and approve it: homeroom deliveries approve",
    ),
    _held(
        "scales.state",
        Owner.DISTRICT,
        "The district wants to see a grade that is {state} before it goes ({rule}).",
        "Look at it and approve it, or change the rule.",
    ),
    _held(
        "scope.place",
        Owner.DISTRICT,
        "The district does not send grades of {place} to the SIS.",
        "Nothing to do if that is right; otherwise change the rules (scope.places).",
    ),
    _held(
        "scope.before_go_live",
        Owner.DISTRICT,
        "The work was due on {due}, before the go-live date {day}.",
        "Nothing to do if that is right; otherwise change the rules (scope.go_live).",
    ),
    _held(
        "scope.not_chosen",
        Owner.APP,
        "In the app this item is not marked to be sent to the SIS.",
        "Mark it in the app; the rule scope.send_to_sis names the mark.",
    ),
    _held(
        "scope.not_released",
        Owner.APP,
        "The app has not released this grade.",
        "Release it in the app; the rule scope.released names the mark.",
    ),
    _held(
        "scope.frozen",
        Owner.NOBODY,
        "Nothing is sent from {first} to {last}: {why}.",
        "Nothing to do: it goes out by itself afterwards. Approve it to send it now.",
    ),
    _held(
        "scope.term_closed",
        Owner.DISTRICT,
        "{term} ended on {end}, and is closed for grades since {last}.",
        "Approve it if it shall still count, or change the rules (scope.closed_terms).",
    ),
    _held(
        "scope.year_closed",
        Owner.DISTRICT,
        "The class ended on {end}; years that ended before {day} are closed for grades.",
        "Approve it if it shall still count, or change the rules (year.closed_before).",
    ),
    _held(
        "restored.unsent",
        Owner.DISTRICT,
        "This change waited to be sent when the backup was made from which this hub was restored;"
        " what the app has written since is not known here.",
        "Let the app send the grade again: it then goes out by itself. Or approve or dismiss it.",
    ),
    _held(
        "window.changed",
        Owner.DISTRICT,
        "{changed} of the {standing} grades of this app and class in the SIS would change within"
        " {hours} hours.",
        "Ask the teacher or look into the app. Approve them if that is right, or dismiss them.",
    ),
    _held(
        "window.emptied",
        Owner.DISTRICT,
        "{emptied} of {written} grades of this app and class within {hours} hours are zeros or"
        " blanks.",
        "Ask the teacher or look into the app. Approve them if that is right, or dismiss them.",
    ),
    _held(
        "adopt.proposed",
        Owner.DISTRICT,
        'The SIS has {many} like "{title}" in this class already: same title, due date and points.',
        "Adopt it, or keep it apart: homeroom adopt list APP",
    ),
    _held(
        "line_item.moved_term",
        Owner.TEACHER,
        "The due date moves from {before} to {after}, and the grades with it into another term.",
        "Approve it if that is right, or dismiss it and correct the due date in the app.",
    ),
    _held(
        "undo.item_in_use",
        Owner.NOBODY,
        "The line item is to be removed from the SIS, but {grades} grades stand in it.",
        "Nothing to do while they are being taken back: it follows with a later sync. Grades that a"
        " teacher entered keep it there.",
    ),
    Entry(
        code="line_item.due_dates_differ",
        severity=Severity.ERROR,
        owner=Owner.APP,
        words="Students of one section have different due dates ({dates}), and the SIS knows one.",
        fix="Give the students of the section one due date in the app.",
    ),
    Entry(
        code="line_item.due_date_unreadable",
        severity=Severity.ERROR,
        owner=Owner.APP,
        words='"{text}" is no due date of a student.',
        fix="Correct it in the app; the class mapping names the key (due_key).",
    ),
)
