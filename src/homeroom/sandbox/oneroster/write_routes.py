"""Every address that can be written, and what writes it; there is no POST."""

from collections.abc import Callable

from homeroom.sandbox.oneroster.assessment_writes import (
    delete_assessment,
    delete_assessment_result,
    put_assessment,
    put_assessment_result,
)
from homeroom.sandbox.oneroster.category_writes import delete_category, put_category
from homeroom.sandbox.oneroster.item_writes import Write, delete_item, put_item
from homeroom.sandbox.oneroster.result_writes import delete_result, put_result

WRITES: dict[tuple[str, str], Callable[[Write], int]] = {
    ("PUT", "lineItems/*"): put_item,
    ("DELETE", "lineItems/*"): delete_item,
    ("PUT", "results/*"): put_result,
    ("DELETE", "results/*"): delete_result,
    ("PUT", "lineItems/*/students/*/results/*"): put_result,
    ("DELETE", "lineItems/*/students/*/results/*"): delete_result,
    ("PUT", "assessmentLineItems/*"): put_assessment,
    ("DELETE", "assessmentLineItems/*"): delete_assessment,
    ("PUT", "assessmentResults/*"): put_assessment_result,
    ("DELETE", "assessmentResults/*"): delete_assessment_result,
    ("PUT", "categories/*"): put_category,
    ("DELETE", "categories/*"): delete_category,
}
