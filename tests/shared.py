"""Facts that lie beside the repository: in CI and at a developer's, not on a user's machine."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"
DISTRICT = SHARED / "data" / "oneroster-1.1-district-medium.zip"

needs_district = pytest.mark.skipif(
    not DISTRICT.exists(), reason="the third-party district lies beside the repository, not in it"
)
