"""Deliver what is due to one target: the way that a sync, the lane loop and a repair all take."""

import threading

from homeroom.push.deliver import Progress, Sent, deliver_due
from homeroom.runs.ports import port_to
from homeroom.runs.readiness import begin
from homeroom.store.apps import App
from homeroom.store.districts import District


def deliver(district: District, target: App, stop: threading.Event, progress: Progress) -> Sent:
    """Deliver what is due; NotReady before the first time while a check of the target lacks."""
    begin(district, target)
    with port_to(district, target) as port:
        return deliver_due(port, stop, progress)
