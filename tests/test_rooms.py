"""Who may import whom: `ls src/homeroom` is the architecture, and this keeps it true."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "homeroom"
TABLE: dict[str, set[str]] = {
    "errors": set(),
    "settings": {"errors"},
    "logs": {"settings"},
    "lifeline": set(),
    "model": {"errors"},
    "issues": {"model"},
    "rules": {"model", "errors"},
    "mapping": {"model", "issues", "rules"},
    "merge": {"model", "issues", "rules"},
    "connectors": {"model", "errors"},
    "access": {"errors", "settings", "store"},
    "store": {"model", "issues", "errors", "rules"},
    "stage": {"model", "store"},
    "pull": {"connectors", "model", "issues", "stage", "store", "errors"},
    "push": {"connectors", "model", "issues", "store", "pull", "errors", "rules"},
    "runs": {
        "access", "connectors", "errors", "issues", "mapping", "merge", "model", "pull", "push",
        "rules", "settings", "stage", "store",
    },
    "backup": {"access", "errors", "store"},
    "serve": {"access", "errors", "issues", "model", "rules", "runs", "settings", "store"},
    "console": {
        "access", "connectors", "errors", "issues", "lifeline", "model", "rules", "runs", "serve",
        "settings", "store",
    },
    "sandbox": set(),
    "demo": {"errors", "issues", "model", "runs", "settings", "store"},
    "bench": {
        "access", "connectors", "console", "errors", "model", "pull", "push", "rules", "runs",
        "settings", "store",
    },
    "cli": {
        "access", "backup", "bench", "connectors", "demo", "errors", "issues", "lifeline", "logs",
        "model", "push", "rules", "runs", "serve", "settings", "store",
    },
    "__main__": {"cli"},
}  # fmt: skip
NO_DJANGO = {"model", "mapping", "merge", "issues", "rules", "connectors", "sandbox"}
NO_NAMES = {"utils", "common", "helpers", "core", "services", "managers"}


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def files() -> list[Path]:
    found = [path for path in SOURCE.rglob("*.py") if "tests" not in path.parts]
    return [path for path in found if path != SOURCE / "__init__.py"]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            if node.module == "homeroom":
                names |= {f"homeroom.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_imports_only_what_the_table_allows(path: Path) -> None:
    room = room_of(path)
    asked = {name.split(".")[1] for name in imported(path) if name.startswith("homeroom.")}
    assert asked - {room, "__version__"} <= TABLE[room]


@pytest.mark.parametrize("room", sorted(NO_DJANGO))
def test_pure_rooms_know_no_django(room: str) -> None:
    found = {name for path in files() if room_of(path) == room for name in imported(path)}
    assert not {name for name in found if name.split(".")[0] in ("django", "psycopg")}


def test_connectors_name_a_vendor_only_in_its_own_folder() -> None:
    vendors = ("infinite_campus", "infinite campus", "infinitecampus")
    outside = [
        path for path in files() if room_of(path) not in ("connectors", "sandbox", "demo", "cli")
    ]
    named = {
        str(path.relative_to(SOURCE))
        for path in outside
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name | ast.Attribute)
        and any(vendor in ast.unparse(node).casefold() for vendor in vendors)
    }
    assert named == set()


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not {path.name for path in files() if path.stem in NO_NAMES}


def test_no_file_is_longer_than_500_lines() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in files()}
    assert {name: length for name, length in lengths.items() if length > 500} == {}
