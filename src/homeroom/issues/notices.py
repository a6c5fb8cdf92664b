"""What people are told of by e-mail or webhook: one message when it begins, one when it is over."""

from collections.abc import Mapping

from msgspec import Struct


class Notice(Struct, frozen=True, kw_only=True):
    """The words of one change: `{app}` is its title, `{count}` how many, `{thing}` which of it."""

    title: str
    began: str
    ended: str


NOTICES: Mapping[str, Notice] = {
    "failed": Notice(
        title="A sync failed and waits for somebody to act",
        began="{app}: the last sync failed and waits for somebody to act.",
        ended="{app}: syncs work again.",
    ),
    "on hold": Notice(
        title="A sync holds removals back",
        began="{app}: the last sync holds removals back, and asks for a decision.",
        ended="{app}: no removals wait any more.",
    ),
    "previewed": Notice(
        title="A sync waits for its preview to be approved",
        began="{app}: a preview of the last sync waits for approval; nothing of it is taken in.",
        ended="{app}: no preview waits any more.",
    ),
    "refused": Notice(
        title="Grades were refused",
        began="{app}: {count} refused on the way into the gradebook.",
        ended="{app}: no grade is refused any more.",
    ),
    "held": Notice(
        title="Grades wait for a person",
        began="{app}: {count} held back on the way into the gradebook.",
        ended="{app}: no grade is held back any more.",
    ),
    "conflict": Notice(
        title="Grades were changed on both sides",
        began="{app}: {count} changed in the gradebook as well as in an app.",
        ended="{app}: all conflicts are decided.",
    ),
    "ending": Notice(
        title="A key or certificate ends soon",
        began="{app}: {thing} ends within {count}.",
        ended="{app}: {thing} does not end soon any more.",
    ),
    "issues": Notice(
        title="Data has issues",
        began="{app}: {count} with issues in its data.",
        ended="{app}: its data has no open issues any more.",
    ),
    "requested": Notice(
        title="Grade Sync waits for an operator's approval",
        began="{app}: Grade Sync waits for an operator's approval.",
        ended="{app}: the operator has decided about Grade Sync.",
    ),
    "declined": Notice(
        title="Grade Sync was declined",
        began="{app}: the operator declined Grade Sync.",
        ended="{app}: Grade Sync is not declined any more.",
    ),
}
# One message at each step before something ends; `count` is the step, in days.
ENDING = "ending"
# What a teacher is told, of the own classes alone.
OWN_REFUSED = "own refused"
OWN_NOTICES: Mapping[str, Notice] = {
    OWN_REFUSED: Notice(
        title="Grades of own classes were refused",
        began="{app}: {count} of your classes refused on the way into the gradebook.",
        ended="{app}: no grade of your classes is refused any more.",
    ),
}
_THINGS = {
    "refused": "grade",
    "held": "grade",
    "conflict": "grade",
    "issues": "record",
    ENDING: "day",
    OWN_REFUSED: "grade",
}


def sentence(what: str, change: str, app: str, count: int, of: str = "") -> str:
    """Return one change in a sentence; `change` is `began` or `ended`, `of` a thing of the app."""
    notice = NOTICES.get(what) or OWN_NOTICES[what]
    thing = _THINGS.get(what, "")
    many = f"{count:,} {thing}{'' if count == 1 else 's'}"
    words = notice.began if change == "began" else notice.ended
    return words.format(app=app, count=many, thing=of)
