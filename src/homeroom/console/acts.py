"""What the audit log says was done, in words: one for every act that is written down."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ACTS = {
    "account.lock": _("Locked an account"),
    "account.unlock": _("Unlocked an account"),
    "adoption.accepted": _("Linked line items with those in the SIS"),
    "adoption.declined": _("Kept line items apart from those in the SIS"),
    "app.activate": _("Activated an app"),
    "app.active": _("Finished the setup of an app"),
    "app.approve": _("Approved Grade Sync"),
    "app.decline": _("Declined Grade Sync"),
    "app.delivery": _("Changed Delivery Config"),
    "app.ends-on": _("Said when a key or certificate ends"),
    "app.ids": _("Changed the ids of an app"),
    "app.ids_given_up": _("Gave a change of ids up"),
    "app.mode": _("Changed Sync Mode"),
    "app.remove": _("Deactivated an app"),
    "app.request": _("Asked for Grade Sync"),
    "app.requested": _("Finished a setup that waits for approval"),
    "app.role": _("Said what an app is to the district"),
    "app.schedule": _("Changed a schedule"),
    "app.settings": _("Changed settings of an app"),
    "comparison.ask": _("Asked for a comparison"),
    "data.export": _("Downloaded pupils' data"),
    "deliveries.again": _("Let grades be checked and sent again"),
    "deliveries.aligned": _("Said that line items count now"),
    "deliveries.approve": _("Sent what waited for a person"),
    "deliveries.dismiss": _("Left the SIS as it is"),
    "deliveries.undo": _("Took deliveries back"),
    "demographics.reveal": _("Looked at demographics"),
    "notices.add": _("Added somebody who is told"),
    "notices.remove": _("Removed somebody who was told"),
    "notices.teachers": _("Said whether teachers are told"),
    "password.change": _("Changed the own password"),
    "password.reset": _("Chose a new password by a link"),
    "password.set": _("Chose a first password"),
    "people.add": _("Gave a role"),
    "people.invite": _("Sent an invitation again"),
    "people.link": _("Made a link to sign in"),
    "people.remove": _("Took a role away"),
    "people.second-step": _("Said which roles need a second step"),
    "people.sign-out": _("Signed somebody out everywhere"),
    "posting.ask": _("Asked for the right to post term grades"),
    "posting.decline": _("Declined the right to post term grades"),
    "posting.grant": _("Granted the right to post term grades"),
    "posting.sign_off": _("Signed term grades off"),
    "posting.withdraw": _("Withdrew the right to post term grades"),
    "provider.add": _("Added an identity provider"),
    "provider.off": _("Switched an identity provider off"),
    "provider.on": _("Switched an identity provider on"),
    "provider.rotate": _("Replaced the secret of an identity provider"),
    "pupils.reason": _("Stated a reason to see pupils' data"),
    "reconcile.repair": _("Sent again what the SIS lacked"),
    "records.decided": _("Decided who a record is"),
    "records.kept_apart": _("Kept two records apart"),
    "records.merged": _("Merged two records"),
    "records.parted": _("Un-merged two records"),
    "retention.change": _("Changed how long things are kept"),
    "retention.clear": _("Cleared what is older than it is kept"),
    "rules.changed": _("Changed the rules of the district"),
    "run.approve": _("Approved what a run held back"),
    "run.decline": _("Discarded what a run held back"),
    "run.exclude": _("Kept records out of what a run held back"),
    "run.stop": _("Stopped a run"),
    "second-step.add": _("Set a second step up"),
    "second-step.remove": _("Removed a second step"),
    "second-step.reset": _("Reset second steps"),
    "secrets.forget": _("Forgot an old key of secrets"),
    "secrets.rotate": _("Made a new key of secrets"),
    "sign-in": _("Signed in"),
    "sign-in.locked": _("Was locked out after wrong passwords"),
    "sign-out": _("Signed out"),
    "support.bundle": _("Made a support bundle"),
    "sync.ask": _("Asked for a sync"),
    "value.set": _("Set a value by hand"),
    "value.taken_back": _("Took a value that was set by hand back"),
    "vendor.add": _("Let an app call the API"),
    "vendor.agreement.add": _("Kept an agreement"),
    "vendor.agreement.remove": _("Removed an agreement"),
    "vendor.directory": _("Changed the directory of districts"),
    "vendor.partner": _("Changed a partner's credentials"),
    "vendor.preview": _("Looked at what an app sees"),
    "vendor.remove": _("Removed an app that calls the API"),
    "vendor.resume": _("Let an app call again"),
    "vendor.rotate": _("Made a new secret for an app"),
    "vendor.scopes": _("Changed what an app may do"),
    "vendor.share": _("Changed what is shared with an app"),
    "vendor.suspend": _("Suspended an app"),
}


# What is told beside an act: the names under which it is written down.
FACTS = {
    "asked_by": _("asked by"),
    "by": _("by"),
    "bytes": _("bytes"),
    "changed": _("changed"),
    "channel": _("way"),
    "contents": _("contents"),
    "count": _("how many"),
    "daily_at": _("daily at"),
    "field": _("attribute"),
    "fields": _("attributes"),
    "file": _("file"),
    "from": _("from"),
    "goes": _("goes"),
    "grade_sync": _("Grade Sync"),
    "issuer": _("issuer"),
    "keys": _("keys"),
    "kind": _("kind"),
    "kinds": _("kinds"),
    "mode": _("mode"),
    "name": _("name"),
    "new": _("new"),
    "next": _("then"),
    "number": _("number"),
    "on": _("on"),
    "other": _("the other"),
    "overlap_hours": _("hours in which both hold"),
    "reason": _("reason"),
    "records": _("records"),
    "removals": _("removals"),
    "requested": _("asked for"),
    "role": _("role"),
    "roles": _("roles"),
    "rows": _("rows"),
    "run": _("run"),
    "same": _("the same"),
    "sealed": _("sealed"),
    "scopes": _("scopes"),
    "short": _("cut short"),
    "stopped": _("stopped"),
    "vendor": _("vendor"),
    "version": _("version"),
    "words": _("words"),
}


def told(facts: Mapping[str, Any]) -> str:
    """Return what was written down beside an act, as one line of text."""
    return ", ".join(
        f"{FACTS.get(name, name)}: {_value(value)}"
        for name, value in facts.items()
        if value is not None
    )


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    return str(value)


def words_of(act: str) -> str:
    """Return an act in words; one of an older version that is done no more by its code."""
    return str(ACTS.get(act, act))


def acts_with(words: str) -> tuple[str, ...]:
    """Return the acts whose words hold these, in any case; none without any."""
    wanted = words.strip().casefold()
    return tuple(act for act in ACTS if wanted and wanted in words_of(act).casefold())
