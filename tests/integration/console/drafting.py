"""The pages of the parts of the rules: see one, press a button on it, and keep its draft."""

import re
from html import unescape
from typing import Any

from homeroom.store import rules as versions
from homeroom.store.rules import Held
from homeroom.store.scope import district_scope
from tests.integration.outbox import Outbox

PARTS = "/d/riverbend/rules/part/"


def held(out: Outbox) -> Held:
    with district_scope(out.town.district.id) as scope:
        return versions.current(scope)


def drafted(page: str) -> str:
    """Return the draft that a page carries."""
    found = re.search(r'name="text" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def see(out: Outbox, part: str) -> str:
    return str(out.town.browser("district-admin").get(f"{PARTS}{part}/").content.decode())


def press(out: Outbox, page: str, act: str, status: int = 200, **given: Any) -> str:
    """Press a button of a page of a part; `given` are the fields of its form."""
    prefix = act.partition(" ")[2].replace(".", "-")
    fields = {f"{prefix}-{name}": value for name, value in given.items()}
    sent = {"act": act, "text": drafted(page), "base": held(out).version, **fields}
    answer = out.town.browser("district-admin").post(f"{PARTS}{part_of(act.split()[1])}/", sent)
    assert answer.status_code == status, answer.content
    return str(answer.content.decode())


def part_of(path: str) -> str:
    """Return the part of the rules to which a list belongs."""
    name = path.partition(".")[0]
    return "filters" if name == "new_schools" else name


def save(out: Outbox, part: str, page: str, reason: str = "a pilot", status: int = 302) -> Any:
    sent = {"act": "save", "text": drafted(page), "base": held(out).version, "reason": reason}
    answer = out.town.browser("district-admin").post(f"{PARTS}{part}/", sent)
    assert answer.status_code == status, answer.content
    return answer
