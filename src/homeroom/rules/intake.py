"""What decides how an app's records are taken in, and whether that is still what it was."""

from hashlib import sha256

import msgspec

from homeroom.rules.document import Rules

AS_IT_COMES = ""


def intake_of(rules: Rules, app: str) -> str:
    """Return a mark of all rules that an app's records pass through; blank where there are none."""
    held = [one for one in rules.mappings if one.app == app]
    if not held:
        return AS_IT_COMES
    return sha256(msgspec.json.encode(held)).hexdigest()
