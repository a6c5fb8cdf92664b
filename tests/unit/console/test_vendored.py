"""Files of others are kept as they were published, and each says what it is."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
FOLDERS = [
    ROOT / "src" / "homeroom" / "console" / "static" / "vendor",
    ROOT / "tests" / "journeys" / "vendor",
]
# What may be given on with an Apache-2.0 program.
LICENCES = {"MIT", "0BSD", "MPL-2.0"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_is_the_one_that_the_manifest_describes(folder: Path) -> None:
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    described = {row["file"]: row["sha256"] for row in rows}
    held = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "manifest.json"
    }
    assert held == described
    for row in rows:
        assert row["licence"] in LICENCES
        assert row["name"]
        assert row["source"]
        assert row["version"][0].isdigit()


OURS = sorted((ROOT / "src" / "homeroom" / "console").rglob("*.html"))


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_no_template_holds_scripts_styles_or_addresses_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8").lower()
    assert " style=" not in text
    assert "<style" not in text
    assert "http://" not in text
    assert "https://" not in text
    assert " onclick=" not in text
    assert "hx-on" not in text
    assert "<script>" not in text
