"""The gallery finds connectors by their folders, and nothing else has to be edited."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import homeroom.connectors
from homeroom.connectors.base import Mode
from homeroom.connectors.contract import ConnectorContract, EntryContract
from homeroom.connectors.gallery import connector, gallery
from homeroom.connectors.target_contract import TargetContract
from homeroom.errors import NeedsDistrict

FOLDERS = Path(homeroom.connectors.__path__[0])
NEW = "homeroom.connectors.riverbend"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A second place for connectors, as an operator's own package would be."""
    monkeypatch.setattr(homeroom.connectors, "__path__", [str(FOLDERS), str(tmp_path)])
    gallery.cache_clear()
    yield tmp_path
    gallery.cache_clear()
    for name in [one for one in sys.modules if one.startswith(NEW)]:
        del sys.modules[name]


def folder(shelf: Path, name: str, text: str) -> None:
    (shelf / name).mkdir()
    (shelf / name / "__init__.py").write_text(text, encoding="utf-8")


def test_the_gallery_holds_what_this_release_can_connect_to() -> None:
    assert set(gallery()) >= {"infinite_campus", "oneroster", "oneroster_api", "oneroster_csv"}


def test_every_folder_with_a_connector_is_in_the_gallery_under_its_own_name() -> None:
    with_guide = {one.parent.name for one in FOLDERS.glob("*/guide.md")}
    assert set(gallery()) == with_guide
    for name, one in gallery().items():
        assert one.name == name


def test_it_is_ordered_by_title() -> None:
    titles = [one.title for one in gallery().values()]
    assert titles == sorted(titles)
    assert len(set(titles)) == len(titles)


def test_a_new_folder_is_all_that_a_new_connector_needs(shelf: Path) -> None:
    text = "class _One:\n    name, title = 'riverbend', 'A riverbend'\nCONNECTOR = _One()\n"
    folder(shelf, "riverbend", text)
    assert connector("riverbend").title == "A riverbend"
    assert next(iter(gallery())) == "riverbend"


@pytest.mark.parametrize("text", ["", "CONNECTOR = None\n"], ids=["nothing", "none"])
def test_a_folder_without_a_connector_is_no_entry(shelf: Path, text: str) -> None:
    folder(shelf, "riverbend", text)
    assert "riverbend" not in gallery()


def test_a_module_or_a_folder_of_tests_is_no_connector(shelf: Path) -> None:
    (shelf / "riverbend.py").write_text("CONNECTOR = 17\n", encoding="utf-8")
    folder(shelf, "tests", "raise AssertionError('imported')\n")
    assert set(gallery()) == {one.parent.name for one in FOLDERS.glob("*/guide.md")}


def test_an_application_that_the_gallery_lacks_is_answered_with_those_it_has() -> None:
    with pytest.raises(NeedsDistrict) as raised:
        connector("riverbend")
    assert raised.value.message == "The gallery has no application called riverbend."
    for name in gallery():
        assert name in raised.value.fix


@pytest.mark.parametrize("one", gallery().values(), ids=lambda one: one.name)
def test_who_reads_also_says_in_which_modes(one: Any) -> None:
    assert Mode.IMPORT in one.modes


@pytest.mark.parametrize("name", gallery())
def test_every_connector_keeps_the_contract_in_its_own_tests(name: str) -> None:
    tests = import_module(f"homeroom.connectors.{name}.tests.test_contract")
    kept = [one for one in vars(tests).values() if isinstance(one, type) and name in str(one)]
    assert any(issubclass(one, contract_of(name)) for one in kept)


def contract_of(name: str) -> type[EntryContract]:
    one = gallery()[name]
    if one.rules is not None:
        return TargetContract
    # Of a system that calls us nothing is read: its form stays empty.
    return ConnectorContract if one.settings else EntryContract
