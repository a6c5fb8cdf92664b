"""What integration tests share."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import quick_folder


@pytest.fixture(scope="session")
def reachable() -> Iterator[Path]:
    """A folder that every user may pass through, unlike pytest's own, which shuts others out."""
    folder = Path(tempfile.mkdtemp(prefix="homeroom-test-", dir=quick_folder()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)
