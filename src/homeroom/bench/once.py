"""One sync in a process of its own, so that its time and its memory are its own.

python -m homeroom.bench.once DISTRICT APP REACH, with HOMEROOM_DATABASE_URL set; prints JSON.
"""

import json
import os
import resource
import sys
import time

import django


def main(slug: str, key: str, reach: str) -> None:
    """Sync an app and print records, seconds and the peak of memory in MB."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeroom.settings"
    django.setup()
    from homeroom.connectors.gallery import gallery
    from homeroom.runs.conductor import sync
    from homeroom.runs.report import Silent
    from homeroom.store import districts

    district = districts.named(slug)
    gallery()  # a worker has loaded its connectors long before a run begins
    began = time.perf_counter()
    report = sync(district, key, Silent(), started_by="bench", reach=reach)
    seconds = time.perf_counter() - began
    said = {
        "records": sum(report.read.values()),
        "changes": report.changes,
        "state": report.state,
        "seconds": seconds,
        "cpu_seconds": time.process_time(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
