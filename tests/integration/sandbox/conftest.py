"""Sandboxes that tests share for reading, and ones of their own for writing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.sandbox.bodies import Class, first_class
from tests.integration.sandbox.client import Client, running
from tests.thorough import THOROUGH

# The pretend systems are held against the standard's documents in every run, and by their own tests
# on demand: whoever changes one runs them.
_ALWAYS = ("calling_app", "faults", "learning_app", "spec_1p2", "start", "teacher_view", "tokens")
_HERE = Path(__file__).parent
collect_ignore = [
    path.name
    for path in _HERE.glob("test_*.py")
    if not THOROUGH and path.stem.removeprefix("test_") not in _ALWAYS
]


@pytest.fixture(scope="session")
def reader() -> Iterator[Client]:
    """A district of 400 students in three schools that no test writes to."""
    with running("--students", "400") as (_, client):
        yield client


@pytest.fixture
def fresh() -> Iterator[Client]:
    """A district of 60 students in one school, new for every test."""
    with running("--students", "60") as (_, client):
        yield client


@pytest.fixture(params=["1.1", "1.2"])
def api(request: pytest.FixtureRequest) -> str:
    """Both API versions, one after the other."""
    version: str = request.param
    return version


@pytest.fixture
def klass(fresh: Client, api: str) -> Class:
    return first_class(fresh, api)


@pytest.fixture
def class_1p1(fresh: Client) -> Class:
    return first_class(fresh, "1.1")


@pytest.fixture
def class_1p2(fresh: Client) -> Class:
    return first_class(fresh, "1.2")


@pytest.fixture
def year() -> Iterator[Client]:
    """A server at the beginning of the scripted school year."""
    with running("--script", "school-year") as (_, client):
        yield client
