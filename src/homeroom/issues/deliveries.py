"""Why a grade is refused or held: the part of the catalogue that `push` speaks."""

from homeroom.issues.entry import Entry, Owner, Severity


def _refused(code: str, owner: Owner, words: str, fix: str) -> Entry:
    return Entry(code=code, severity=Severity.ERROR, owner=owner, words=words, fix=fix)


def _held(code: str, owner: Owner, words: str, fix: str) -> Entry:
    return Entry(code=code, severity=Severity.WARNING, owner=owner, words=words, fix=fix)


DELIVERY_ENTRIES = (
    _refused(
        "line_item.title_too_long",
        Owner.APP,
        'The title "{title}" has {length} characters; the SIS takes {limit}.',
        "Shorten the title in the app, or let this connection shorten titles (rule title_length).",
    ),
    _refused(
        "line_item.title_taken",
        Owner.APP,
        'The class has another line item "{title}" with the same due date.',
        "Give one of them another title in the app.",
    ),
    _refused(
        "line_item.due_outside_terms",
        Owner.APP,
        "The due date {due} lies in no term of the class ({terms}).",
        "Correct the due date in the app.",
    ),
    _refused(
        "line_item.no_due_date",
        Owner.APP,
        "The line item has no due date, and the SIS places grades by it.",
        "Give it a due date in the app.",
    ),
    _refused(
        "line_item.dates_out_of_order",
        Owner.APP,
        "The assign date {assigned} is after the due date {due}.",
        "Correct the dates in the app.",
    ),
    _refused(
        "line_item.category_unknown",
        Owner.DISTRICT,
        'The category "{category}" is none of the class in the SIS ({known}).',
        "Rename the category in the app, add it in the SIS, or map it: homeroom categories map",
    ),
    _refused(
        "line_item.category_missing",
        Owner.DISTRICT,
        "The line item has no category, and the SIS demands one ({known}).",
        "Give it a category in the app, or choose a default category for this connection.",
    ),
    _refused(
        "line_item.no_maximum",
        Owner.APP,
        "The line item has no maximum, and the SIS counts points of a maximum.",
        "Enter the points possible in the app.",
    ),
    _refused(
        "line_item.class_not_at_target",
        Owner.DISTRICT,
        "The class is not known to the SIS, or this connection may not see its school.",
        "Check the schools of the connection in the SIS; after a new school year, sync first.",
    ),
    _refused(
        "result.student_not_enrolled",
        Owner.APP,
        "The student was never enrolled in this class.",
        "Check in the app whether the work belongs to another student or class.",
    ),
    _held(
        "result.left_the_class",
        Owner.DISTRICT,
        "The student left the class on {left}, before this work ({assigned} to {scored}).",
        "Nothing to do if that is right; the grade goes out by itself if the student returns.",
    ),
    _held(
        "result.not_in_class_then",
        Owner.DISTRICT,
        "The student was not in the class when the work was done ({assigned} to {scored}); there"
        " since {joined}.",
        "Check the score date in the app, or the dates of the enrolment in the SIS.",
    ),
    _refused(
        "result.no_score_on_1_1",
        Owner.APP,
        "API 1.1 cannot carry a result without a score.",
        "Enter a score in the app, or use API 1.2.",
    ),
    _refused(
        "result.student_not_at_target",
        Owner.DISTRICT,
        "The student is not known to the SIS, or this connection may not see the school.",
        "Check the schools of the connection in the SIS, then sync.",
    ),
    _refused(
        "result.below_minimum",
        Owner.APP,
        "The score {score} is below the minimum {minimum}.",
        "Correct the score in the app.",
    ),
    _refused(
        "result.over_maximum",
        Owner.APP,
        "The score {score} is above the maximum {maximum}, and extra credit is off.",
        "Correct the score, or allow extra credit for this connection (rule score_over_maximum).",
    ),
    _refused(
        "result.not_whole",
        Owner.APP,
        "The score {score} has decimals, and this connection takes whole numbers.",
        "Round it in the app, or allow decimals for this connection (rule decimals).",
    ),
    _refused(
        "result.unknown_level",
        Owner.APP,
        '"{level}" is no level of the score scale {scale}.',
        "Correct the letter in the app, or add it to the score scale.",
    ),
    _refused(
        "result.level_without_number",
        Owner.APP,
        'The score scale {scale} gives no single number for "{level}".',
        "Give the level one number in the score scale.",
    ),
    _refused(
        "result.level_contradicts",
        Owner.APP,
        'The app says "{level}" and the score {score}; in the score scale {scale} "{level}" is'
        " {number}.",
        "Correct one of the two in the app, or let it send the score without the letter.",
    ),
    _refused(
        "result.level_not_sent",
        Owner.DISTRICT,
        "This connection does not send letters or levels.",
        "Allow them for this connection (rule level).",
    ),
    _refused(
        "result.percent_not_sent",
        Owner.DISTRICT,
        "This connection does not send percents.",
        "Allow them for this connection (rule percent).",
    ),
    _refused(
        "result.percent_without_end",
        Owner.DISTRICT,
        "The SIS takes percents, and {score} of {maximum} points is a percent without end.",
        "Say how it is rounded (rule rounding of scales).",
    ),
    _refused(
        "result.comment_too_long",
        Owner.APP,
        "The comment has {length} characters; the SIS takes {limit}.",
        "Shorten it in the app, or let this connection cut it or leave it out (rule"
        " comment_length).",
    ),
    _refused(
        "result.standards_only",
        Owner.NOBODY,
        "Not sent: standards-based. It has results for learning objectives and no score.",
        "Enter it in the SIS by hand; its API takes no standards from apps.",
    ),
    _refused(
        "result.exempt_needs_score",
        Owner.APP,
        "API 1.1 cannot say exempt without a score, and Homeroom never makes up a 0.",
        "Mark it exempt in the SIS by hand, or use API 1.2.",
    ),
    _refused(
        "result.missing_needs_score",
        Owner.APP,
        "API 1.1 cannot say missing without a score, and Homeroom never makes up a 0.",
        "Mark it missing in the SIS by hand, or use API 1.2.",
    ),
    _held(
        "result.cleared_on_1_1",
        Owner.TEACHER,
        "The app took the grade back. API 1.1 cannot clear a score: the SIS still shows {score}.",
        "Clear it in the SIS by hand, then dismiss this; or use API 1.2.",
    ),
    _held(
        "result.cleared",
        Owner.DISTRICT,
        "The app took the grade back; clearing {score} in the SIS waits for approval.",
        "Approve it, or dismiss it to keep the score in the SIS.",
    ),
    _held(
        "result.no_longer_listed",
        Owner.DISTRICT,
        "The app no longer lists this grade; the SIS still shows {score}.",
        "Approve it to clear the score in the SIS, or dismiss it to keep the score.",
    ),
    _held(
        "delete.needs_approval",
        Owner.DISTRICT,
        "The app deleted this; deleting it in the SIS waits for approval.",
        "Approve it, or dismiss it to keep what is in the SIS.",
    ),
    _refused(
        "item.not_ours",
        Owner.APP,
        "This line item was made in the SIS ({nature}); apps do not write into it.",
        "Let the app make a line item of its own; if it holds term grades, name it in the rules"
        " with its grading task (posted.term_grades).",
    ),
    _held(
        "conflict.edited_in_sis",
        Owner.TEACHER,
        "The SIS shows {seen}, where Homeroom had delivered {sent}: it was edited there.",
        "Choose: keep what the SIS shows, or send the app's grade again.",
    ),
    _held(
        "conflict.there_before",
        Owner.TEACHER,
        "The SIS shows {seen} already, where the app says {sent}; Homeroom never wrote there.",
        "Choose: keep what the SIS shows, or send the app's grade.",
    ),
    _held(
        "conflict.deleted_in_sis",
        Owner.TEACHER,
        "It was deleted in the SIS after Homeroom had delivered it.",
        "Choose: leave it deleted, or send it again.",
    ),
    _held(
        "conflict.under_other_id",
        Owner.TEACHER,
        "The SIS does not show it under its known id {id}. For the same student and work it shows"
        " {seen} under the id {other}, where Homeroom had delivered {sent}: it may have been"
        " renamed and edited.",
        "Choose: keep what the SIS shows, or send the app's grade over it; no second one appears.",
    ),
    _held(
        "parent.not_delivered",
        Owner.NOBODY,
        "It waits for its {parent}, which is not in the SIS yet.",
        "Mend the {parent} first; this follows by itself.",
    ),
    _refused(
        "target.refused",
        Owner.DISTRICT,
        "The SIS refused it ({status}). {said}",
        "Mend the cause in the app or in the SIS; it is tried again after a change, and daily.",
    ),
    _held(
        "target.not_stored",
        Owner.NOBODY,
        "The SIS accepted it, but does not show it.",
        "Nothing to do yet: it is sent again.",
    ),
    _held(
        "target.not_seen",
        Owner.NOBODY,
        "The SIS accepted it, but did not answer when we looked at it: {said}",
        "Nothing to do yet: we look again before it counts as delivered.",
    ),
    _held(
        "target.unreachable",
        Owner.NOBODY,
        "The SIS did not answer: {said}",
        "Nothing to do yet: it is sent again.",
    ),
)
