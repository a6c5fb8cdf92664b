"""What the web server calls: pages with sign-in, and the API beside them without."""

import os
import signal
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from homeroom.lifeline import end_with_parent
from homeroom.runs.ingest.memory import collect_rarely

# Granian's master leaves its worker on the port when it is killed with -9 (seen with granian 2).
end_with_parent(os.getppid(), signal.SIGKILL)
collect_rarely()  # a sixth of the start went into looking through modules for garbage
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeroom.settings")

from homeroom import settings  # noqa: E402 - the lifeline comes first
from homeroom.access.signing import signing_key  # noqa: E402

if not settings.knob("SECRET_KEY"):
    settings.SECRET_KEY = signing_key()

import django  # noqa: E402
from django.conf import settings as held  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpResponse  # noqa: E402

from homeroom.store.lent import lent_connection  # noqa: E402

django.setup()


class ApiHandler(WSGIHandler):
    """Answers requests of apps behind a middleware set of their own."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Take the API's set instead of that of the pages."""
        pages, held.MIDDLEWARE = held.MIDDLEWARE, held.API_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            held.MIDDLEWARE = pages


_pages = WSGIHandler()
_api = ApiHandler()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request."""
    if environ.get("PATH_INFO", "").startswith(held.API_PREFIXES):
        with lent_connection():
            answer = _api(environ, start_response)
        assert isinstance(answer, HttpResponse)
        # Nothing of it is left to be closed: no file comes or goes this way, and whether a
        # connection is still good is looked at before the next request that uses it.
        return [answer.content]
    return _whole(_pages(environ, start_response))


def _whole(answer: Iterable[bytes]) -> Iterable[bytes]:
    if not isinstance(answer, HttpResponse):
        return answer
    # What is whole leaves at once; of anything else granian waits for one part after the other.
    with closing(answer):
        return [answer.content]
