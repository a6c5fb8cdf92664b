"""Whether anything is noted of a source's rows: that they wait, are absent, or have an issue."""

from homeroom.model.kinds import Kind
from homeroom.store.scope import Scope

_OF_KIND = "WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"


def anything(scope: Scope, app_id: int, kind: Kind) -> bool:
    """Say whether any row of a kind has something that could be forgotten when it comes again.

    Of most kinds none has, and to ask once is quicker than to look for every row.
    """
    return bool(
        scope.value(
            f"SELECT EXISTS (SELECT FROM source_waits {_OF_KIND})"
            f" OR EXISTS (SELECT FROM absences {_OF_KIND})"
            f" OR EXISTS (SELECT FROM issues {_OF_KIND} AND resolved_at IS NULL)",
            app=app_id,
            kind=kind.value,
        )
    )
