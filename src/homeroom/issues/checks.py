"""What lacks before the first delivery: a part of the catalogue, said by `push.checklist`."""

from homeroom.issues.entry import Entry, Owner, Severity


def _missing(code: str, words: str, fix: str) -> Entry:
    return Entry(code=code, severity=Severity.ERROR, owner=Owner.DISTRICT, words=words, fix=fix)


def _noted(code: str, words: str, fix: str) -> Entry:
    return Entry(code=code, severity=Severity.NOTE, owner=Owner.DISTRICT, words=words, fix=fix)


CHECK_ENTRIES = (
    _missing(
        "checks.role",
        "{title} counts as a SIS, but grades go to {target}, and nobody has said what it is.",
        "Say whether it is a SIS or a learning app: homeroom app settings APP --role",
    ),
    _missing(
        "checks.masters",
        "{apps} may speak of the same {kind}, and no master field says whose {fields} counts.",
        "Let the gradebook source master its grades, or generate master fields of one app:"
        " homeroom rules preset",
    ),
    _missing(
        "checks.category",
        'Work of {app} is in the category "{category}" ({many}), which the SIS has nowhere; the'
        " rules hold it back.",
        "Map it to one of the SIS: homeroom categories map",
    ),
    _noted(
        "checks.category_unknown",
        'Work of {app} is in the category "{category}" ({many}), which the SIS has nowhere; it will'
        " be refused.",
        "Map it to one of the SIS, or choose a default category: homeroom categories map",
    ),
    _missing(
        "checks.scale",
        "No letter that {app} gives in the scale {scale} has a number: {letters}, in {many}"
        " of its grades.",
        "Give them numbers in a table (rule scales.tables) and name it in a conversion, or let this"
        " connection refuse letters (write rule level).",
    ),
    _noted(
        "checks.letter",
        "Some letters that {app} gives in the scale {scale} have no number: {letters}; {many} of"
        " its grades will be refused.",
        "Correct them in the app, or give them numbers in a table (rule scales.tables).",
    ),
)
