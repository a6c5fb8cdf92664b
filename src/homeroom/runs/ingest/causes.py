"""Why removals or changes are so many, where that can be seen. Pure."""

from homeroom.store.causes import InCommon

# A cause that explains less than this share of what is held, in percent, is none.
ENOUGH_PERCENT = 80


def likely_cause(seen: InCommon) -> str:
    """Return what most of some held removals share, in words, or nothing."""
    causes = (
        (seen.ended, "belong to a term that ended"),
        (seen.class_gone, "belong to classes that are not shown any more"),
        (seen.of_school, f"belong to the school {seen.school}"),
    )
    for many, words in causes:
        if many and many * 100 >= seen.held * ENOUGH_PERCENT:
            return f"{many:,} of {seen.held:,} {words}"
    return ""


def likely_field(field: str, many: int, changed: int) -> str:
    """Return the field in which most of some changed records change, in words, or nothing."""
    if changed > 1 and many * 100 >= changed * ENOUGH_PERCENT:
        return f"{many:,} of {changed:,} change in {field}"
    return ""
