"""Deliver what is due to one target: the way that a sync, the lane loop and a repair all take."""

import threading

from homeroom.push.lanes.deliver import Progress, Sent, deliver_due
from homeroom.runs.deliver.ports import port_to
from homeroom.runs.deliver.readiness import begin
from homeroom.store.apps import App
from homeroom.store.districts import District


def deliver(district: District, target: App, stop: threading.Event, progress: Progress) -> Sent:
    """Deliver what is due; NotReady before the first time while a check of the target lacks.

    Where a check lacks for an app that joined later, it comes once the others' grades are out.
    """
    behind = begin(district, target)
    with port_to(district, target) as port:
        sent = deliver_due(port, stop, progress)
    if behind is not None:
        progress(sent)
        raise behind
    return sent
