"""One sync in a process of its own, so that its time and its memory are its own.

python -m homeroom.bench.once DISTRICT APP REACH, with HOMEROOM_DATABASE_URL set; prints JSON.
"""

import json
import os
import sys
import time

import django


class _Clock:
    """Watches how long every step of a run takes."""

    def __init__(self) -> None:
        self._began: list[tuple[str, float]] = []

    def step(self, name: str) -> None:
        self._began.append((name, time.perf_counter()))

    def read(self, *_: object) -> None: ...

    def stored(self, *_: object) -> None: ...

    def sent(self, *_: object) -> None: ...

    def seconds(self) -> dict[str, float]:
        ends = [at for _, at in self._began[1:]] + [time.perf_counter()]
        return {name: end - at for (name, at), end in zip(self._began, ends, strict=True)}


def main(slug: str, key: str, reach: str) -> None:
    """Sync an app and print records, seconds and the peak of memory in MB."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeroom.settings"
    django.setup()
    from homeroom.bench.memory import peak_mb
    from homeroom.connectors.gallery import gallery
    from homeroom.runs.conductor import sync
    from homeroom.store import districts

    district = districts.named(slug)
    gallery()  # a worker has loaded its connectors long before a run begins
    began = time.perf_counter()
    clock = _Clock()
    report = sync(district, key, clock, started_by="bench", reach=reach)
    seconds = time.perf_counter() - began
    said = {
        "records": sum(report.read.values()),
        "changes": report.changes,
        "state": report.state,
        "seconds": seconds,
        "steps": clock.seconds(),
        "cpu_seconds": time.process_time(),
        "peak_mb": peak_mb(),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
