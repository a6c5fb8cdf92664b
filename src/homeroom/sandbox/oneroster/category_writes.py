"""PUT and DELETE of categories, which no page shows Infinite Campus to take: off by default."""

from msgspec import structs

from homeroom.sandbox.campus.grades import Category
from homeroom.sandbox.oneroster.bodies import CategoryBody, Reference, number, read_body
from homeroom.sandbox.oneroster.errors import invalid, unknown
from homeroom.sandbox.oneroster.item_writes import Write
from homeroom.sandbox.oneroster.targets import target_section


def put_category(write: Write) -> int:
    """Create or replace a category.

    OneRoster has no field for its section; Canvas reads `metadata.classId`, so that is asked for.
    """
    view, row_id = write.view, write.ids[0]
    body = read_body(write.body, "category", CategoryBody, row_id)
    named = str((body.metadata or {}).get("classId", ""))
    before = view.campus.book.categories.get(row_id)
    if before is None and not named:
        raise invalid("A new category names its class in metadata.classId.")
    section = before.section if before else target_section(view, Reference(named)).number
    weight = number(body.weight, "weight")
    stamp = view.campus.clock.stamp()
    view.campus.book.put_category(Category(row_id, section, body.title, weight, stamp))
    return 200 if before is not None and not before.deleted else 201


def delete_category(write: Write) -> int:
    book = write.view.campus.book
    before = book.categories.get(write.ids[0])
    if before is None or before.deleted:
        raise unknown(f"There is no category {write.ids[0]}.")
    stamp = write.view.campus.clock.stamp()
    book.put_category(structs.replace(before, deleted=True, modified=stamp))
    return 204
