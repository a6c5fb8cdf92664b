"""Why a grade is not posted, or a standard not sent: a part of the catalogue for `push`."""

from homeroom.issues.entry import Entry, Owner, Severity


def _refused(code: str, owner: Owner, words: str, fix: str) -> Entry:
    return Entry(code=code, severity=Severity.ERROR, owner=owner, words=words, fix=fix)


def _held(code: str, owner: Owner, words: str, fix: str) -> Entry:
    return Entry(code=code, severity=Severity.WARNING, owner=owner, words=words, fix=fix)


POSTED_ENTRIES = (
    _refused(
        "result.no_crosswalk",
        Owner.DISTRICT,
        "Not sent: no crosswalk. No standard of the SIS is named for {objectives}.",
        "Name it (rule standards.crosswalk), or take in a file: homeroom standards import FILE",
    ),
    _refused(
        "result.level_not_in_group",
        Owner.APP,
        '"{level}" is no level of the score group {group} ({known}).',
        "Correct the level in the app, or add it to the score group (rule standards.groups).",
    ),
    _held(
        "posted.no_column",
        Owner.NOBODY,
        "It is no column of its own: its grades are posted to {task}.",
        "Nothing to do if that is right; otherwise change the rules (posted.term_grades).",
    ),
    _refused(
        "posted.not_taken",
        Owner.DISTRICT,
        "This connection posts no grades, and {task} would be a posted one.",
        "Allow it for this connection (rule posted), if the SIS takes them.",
    ),
    _refused(
        "posted.no_right",
        Owner.DISTRICT,
        "{app} has no right to post grades to {task}.",
        "Ask for it, and let an operator grant it: homeroom posting ask APP TASK",
    ),
    _refused(
        "posted.sent_as_score",
        Owner.DISTRICT,
        "It was delivered as a score in a column before it was to be posted to {task}.",
        "Take it back first (homeroom undo); then it is posted.",
    ),
    _refused(
        "posted.no_task",
        Owner.DISTRICT,
        'The class has no "{task}" in the SIS ({known}).',
        "Correct the title in the rules, or add it to the class in the SIS, and sync the SIS.",
    ),
    _refused(
        "posted.which_task",
        Owner.APP,
        'The class has {many} of the title "{task}" in the SIS for this due date.',
        "Give the line item a due date in the grading period that is meant.",
    ),
    _refused(
        "posted.state",
        Owner.APP,
        'A report card has no place for "{state}" in {task}.',
        "Enter it in the SIS by hand, or take the word away in the app.",
    ),
    _refused(
        "posted.letter_contradicts",
        Owner.APP,
        'The app says "{letter}" and {percent} %, which earn {earned}.',
        "Correct one of the two in the app.",
    ),
    _refused(
        "posted.no_letter",
        Owner.DISTRICT,
        "{percent} has no letter, without which API 1.2 takes no posted grade.",
        "Name a table of letters with minimum values (rule table of the term grade).",
    ),
    _refused(
        "posted.nothing_to_post",
        Owner.DISTRICT,
        "The {posts} is to be posted, and there is none.",
        "Let the app say it, or name a table of letters (rule table of the term grade).",
    ),
    _refused(
        "posted.window_closed",
        Owner.DISTRICT,
        "The grading window of {task} is closed: {window}. {mark} is not posted.",
        "It is posted by itself once the window is open again; or enter it in the SIS by hand.",
    ),
    _held(
        "posted.sign_off",
        Owner.TEACHER,
        "{mark} for {task} waits until a person signs it off: {window}.",
        "Look at it and sign it off: homeroom posting sign-off",
    ),
    _held(
        "posted.taken_back",
        Owner.TEACHER,
        "{score} was posted and is to be taken back; Homeroom changes no report card for that.",
        "Change it in the SIS by hand, then dismiss this.",
    ),
)
