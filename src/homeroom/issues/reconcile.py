"""What a comparison of app, hub and SIS may find: the part of the catalogue for `reconcile`."""

from homeroom.issues.entry import Entry, Owner, Severity


def _found(code: str, owner: Owner, words: str, fix: str) -> Entry:
    return Entry(code=code, severity=Severity.ERROR, owner=owner, words=words, fix=fix)


_AGAIN = "Send it again: homeroom reconcile APP --repair"

RECONCILE_ENTRIES = (
    _found(
        "reconcile.app_differs",
        Owner.DISTRICT,
        "The app last said {seen}; the hub holds {sent}.",
        "Take in what the app said: homeroom reconcile APP --repair",
    ),
    _found(
        "reconcile.not_queued",
        Owner.DISTRICT,
        "The app has this grade, but it was never put on its way to the SIS.",
        _AGAIN,
    ),
    _found(
        "reconcile.not_stored",
        Owner.DISTRICT,
        "The SIS accepted {score}, but never showed it.",
        _AGAIN,
    ),
    _found(
        "reconcile.missing",
        Owner.TEACHER,
        "{score} was delivered and shown, and is no longer in the SIS.",
        "Ask the teacher whether it was deleted on purpose; if not, send it again:"
        " homeroom reconcile APP --repair",
    ),
    _found(
        "reconcile.item_missing",
        Owner.TEACHER,
        "The line item was delivered, and is no longer in the SIS, with {grades} grades.",
        "Ask the teacher whether it was deleted on purpose; if not, send it again:"
        " homeroom reconcile APP --repair",
    ),
    _found(
        "reconcile.different",
        Owner.TEACHER,
        "The SIS shows {seen}, where Homeroom had delivered {sent}.",
        "Ask the teacher; to send the app's grade over it: homeroom reconcile APP --repair"
        " --overwrite",
    ),
    _found(
        "reconcile.doubled",
        Owner.TEACHER,
        "A second grade ({score}) of the same student stands in our line item.",
        "Delete the one that is not right in the SIS by hand.",
    ),
    _found(
        "reconcile.extra",
        Owner.TEACHER,
        "A grade ({score}) stands in our line item that Homeroom did not deliver.",
        "Nothing to do if a teacher entered it; otherwise delete it in the SIS by hand.",
    ),
    _found(
        "reconcile.posted",
        Owner.TEACHER,
        "The report card shows {seen}, where Homeroom had posted {sent}.",
        "Ask the teacher. A report card is never mended here: correct it in the SIS, or in the app"
        " and sign it off again.",
    ),
)
