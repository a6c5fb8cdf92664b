"""Test Connection: the checks of an app, one after another as they end."""

from collections.abc import Iterator

from homeroom.connectors.checks import Check, CheckState
from homeroom.errors import HomeroomError
from homeroom.runs.care.endings import keep_certificates
from homeroom.runs.setup.connecting import connection
from homeroom.store import apps
from homeroom.store.districts import District
from homeroom.store.scope import district_scope


def test_connection(district: District, key: str) -> Iterator[Check]:
    """Yield the checks of an app; where not even one can begin, that is the one that failed."""
    try:
        with district_scope(district.id) as scope:
            app = apps.keyed(scope, key)
            opened = connection(scope, app)
        with opened:
            yield from opened.checks(grades=app.grade_sync)
            keep_certificates(district, app, opened.certificates)
    except HomeroomError as problem:
        yield Check(
            name="settings", state=CheckState.FAILED, words=problem.message, fix=problem.fix
        )


test_connection.__test__ = False  # type: ignore[attr-defined]
