"""The passwords of the three roles, in a file that only Homeroom's user may read."""

import json
import secrets
from collections.abc import Mapping

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.layout import Layout, write_whole
from homeroom.store.embedded.running import APP, OWNER, SUPER

ROLES = (SUPER, OWNER, APP)


def make_passwords(layout: Layout) -> None:
    """Write new passwords, unless a start that was cut short has left some."""
    if not layout.passwords.exists():
        made = {role: secrets.token_urlsafe(24) for role in ROLES}
        write_whole(layout.passwords, json.dumps(made, indent=2) + "\n", mode=0o600)


def read_passwords(layout: Layout) -> Mapping[str, str]:
    """Return the password of each role."""
    try:
        found = json.loads(layout.passwords.read_text(encoding="utf-8"))
        return {role: str(found[role]) for role in ROLES}
    except FileNotFoundError as error:
        raise _lost(layout, "is missing") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _lost(layout, "cannot be read") from error


def _lost(layout: Layout, how: str) -> NeedsOperator:
    return NeedsOperator(
        f"The file with the database's passwords, {layout.passwords}, {how}.",
        fix="Restore it from the backup that belongs to this database.",
    )
