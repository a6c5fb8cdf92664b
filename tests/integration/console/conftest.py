"""A district with somebody in every role."""

from collections.abc import Iterator

import pytest
from django.db import connections

from homeroom.store import districts
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.people import Town, make_town


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """The district, on a database that the tests of one file share."""
    with copy_of(make_template("migrated", prepare)) as urls:
        use(urls)
        yield make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        connections.close_all()
