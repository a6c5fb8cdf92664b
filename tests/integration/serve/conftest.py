"""A town whose learning app Quizzly may call the API; the tests of a file share it."""

from collections.abc import Iterator

import pytest

from homeroom.access.clients import Made
from homeroom.serve.callers import CALLERS
from homeroom.serve.request_log import LOG
from tests.api import ApiClient, add_vendor, token_of
from tests.people import Town


@pytest.fixture(scope="module")
def quizzly(town: Town) -> Made:
    """The credentials of an app that may do everything."""
    return add_vendor(town.district)


@pytest.fixture
def app(quizzly: Made) -> ApiClient:
    """The app with a token that is good for everything."""
    return ApiClient(token_of(quizzly))


@pytest.fixture(autouse=True)
def nobody_remembered() -> Iterator[None]:
    """Look every token up anew in each test."""
    CALLERS.forget()
    yield
    CALLERS.forget()
    LOG.flush()  # while the database is there
