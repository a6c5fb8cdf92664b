"""Write the parts of docs/reference that repeat what the code knows: `make docs` runs it.

A page keeps its prose; what stands between `<!-- made: NAME -->` and `<!-- made end -->` is ours.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.docs.made_commands import command_line
from tests.docs.made_sandbox import (
    sandbox_endpoints,
    sandbox_faults,
    sandbox_options,
    sandbox_rules,
    school_year,
)
from tests.docs.made_tables import (
    check_codes,
    connector_pages,
    grade_codes,
    mode_steps,
    mode_table,
    reconcile_codes,
    record_codes,
    rule_tables,
    stand_ins,
)

REFERENCE = Path(__file__).parent.parent.parent / "docs" / "reference"
MAKERS: Mapping[str, Callable[[], str]] = {
    "command line": command_line,
    "modes": mode_table,
    "steps": mode_steps,
    "connectors": connector_pages,
    "write rules": rule_tables,
    "stand ins": stand_ins,
    "grade codes": grade_codes,
    "record codes": record_codes,
    "check codes": check_codes,
    "reconcile codes": reconcile_codes,
    "sandbox options": sandbox_options,
    "sandbox endpoints": sandbox_endpoints,
    "sandbox faults": sandbox_faults,
    "sandbox rules": sandbox_rules,
    "school year": school_year,
}
BLOCK = re.compile(r"<!-- made: (?P<name>[a-z ]+) -->\n.*?<!-- made end -->", re.DOTALL)


def made_anew(text: str) -> str:
    """Return a page with every block as the code wants it now."""

    def block(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- made: {name} -->\n\n{MAKERS[name]().strip()}\n\n<!-- made end -->"

    return BLOCK.sub(block, text)


def main() -> None:
    """Rewrite what is out of date, and say so."""
    for page in sorted(REFERENCE.glob("*.md")):
        held = page.read_text(encoding="utf-8")
        wanted = made_anew(held)
        if wanted != held:
            page.write_text(wanted, encoding="utf-8")
            print(f"{page.name} is brought up to date.")


if __name__ == "__main__":
    main()
