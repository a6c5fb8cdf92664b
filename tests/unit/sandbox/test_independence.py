"""The sandbox stands alone: written from the reference pages, not from the hub."""

import ast
import sys
from pathlib import Path

import pytest

import homeroom.sandbox

_FOLDER = Path(homeroom.sandbox.__file__).parent
_FILES = sorted(_FOLDER.rglob("*.py"))
_NAMES = [str(path.relative_to(_FOLDER)) for path in _FILES]
_ALLOWED = {*sys.stdlib_module_names, "msgspec"}


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", _FILES, ids=_NAMES)
def test_only_the_standard_library_msgspec_and_the_sandbox_are_imported(path: Path) -> None:
    for name in _imports(path):
        if name.startswith("homeroom"):
            assert name.startswith("homeroom.sandbox."), name
        else:
            assert name.partition(".")[0] in _ALLOWED, name


@pytest.mark.parametrize("path", _FILES, ids=_NAMES)
def test_every_module_opens_with_one_sentence(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text()))
    assert text
    first = text.partition("\n\n")[0]
    assert first.rstrip().endswith("."), first


@pytest.mark.parametrize("path", _FILES, ids=_NAMES)
def test_files_and_functions_are_small(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert len(path.read_text().splitlines()) <= 300
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            size = (node.end_lineno or 0) - node.lineno + 1
            assert size <= 45, f"{node.name} has {size} lines"


def test_words_that_say_nothing_name_no_file() -> None:
    for path in _FILES:
        assert path.stem not in ("utils", "common", "helpers", "core", "services", "manager")


def test_no_path_of_a_machine_is_written_down() -> None:
    for path in [*_FILES, *_FOLDER.rglob("*.toml"), *_FOLDER.rglob("*.txt")]:
        text = path.read_text()
        assert f"{Path(__file__).parents[4]}/" not in text
        assert f"{Path.home()}/" not in text


def test_the_rest_of_the_product_does_not_import_the_sandbox() -> None:
    for path in _FOLDER.parent.rglob("*.py"):
        if _FOLDER not in path.parents:
            imports = _imports(path) if "sandbox" in path.read_text() else set()
            assert not any(name.startswith("homeroom.sandbox") for name in imports), path
