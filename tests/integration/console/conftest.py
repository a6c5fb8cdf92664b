"""A district with somebody in every role, and a SIS that hands its roster over as a file."""

from collections.abc import Iterator

import pytest
from django.test.utils import setup_test_environment, teardown_test_environment

from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import school
from tests.people import Town


@pytest.fixture(scope="module", autouse=True)
def seen_contexts() -> Iterator[None]:
    """Let tests see what a template was given: `answer.context`."""
    setup_test_environment()
    yield
    teardown_test_environment()


@pytest.fixture(scope="module")
def sis(town: Town, tmp_path_factory: pytest.TempPathFactory) -> FileApp:
    """The SIS, synced once: a school, a class, its teacher and three students."""
    made = file_app(town.district, tmp_path_factory.mktemp("sis") / "sis.zip", "sis")
    made.sync(school())
    return made
