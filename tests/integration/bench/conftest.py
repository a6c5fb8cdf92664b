"""Benchmarks are played in small sizes: one of them in every run, the others on demand."""

from tests.thorough import THOROUGH

_ON_DEMAND = (
    "test_console.py", "test_grow.py", "test_latency.py", "test_merge.py", "test_push.py",
    "test_serve.py",
)  # fmt: skip
collect_ignore = [] if THOROUGH else list(_ON_DEMAND)
