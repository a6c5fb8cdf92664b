"""Look again at everything that an app has said, from the spool, by the rules that hold now."""

from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.runs.ingest.absorbing import absorb_changed
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.report import Watcher
from homeroom.store import apps, sources, staged
from homeroom.store.scope import district_scope


def is_owed(context: Context) -> bool:
    """Say whether records stand here that were taken in by other rules than those of now."""
    with district_scope(context.district.id) as scope:
        app = apps.by_id(scope, context.app.id)
        return app.intake != context.intake.mark and sources.are_there(scope, app.id)


def take_in_again(context: Context, watcher: Watcher) -> dict[Kind, Tally]:
    """Take in once more what the source last said; it is not asked. Done twice, it changes nothing.

    What is ours, come back from a target, is old news and stays as it is.
    """
    again = context.looking_again()
    with district_scope(context.district.id) as scope:
        context.hold(scope)
        staged.open_list(scope)
        staged.add_known(scope, context.app.id)
        staged.settle(scope)
    return {kind: absorb_changed(again, kind, watcher) for kind in Kind}


def mark_taken_in(context: Context) -> None:
    """Note by which rules the records of an app were taken in, all of them."""
    with district_scope(context.district.id) as scope:
        context.hold(scope)
        if apps.by_id(scope, context.app.id).intake == context.intake.mark:
            return
        apps.change(scope, context.app.id, intake=context.intake.mark)
