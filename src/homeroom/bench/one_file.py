"""The bytes of one file as the answer to everything: the floor of what the web server can send."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_FILE = Path(os.environ["BENCH_FILE"])


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with the file, which is read anew each time."""
    body = _FILE.read_bytes()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
