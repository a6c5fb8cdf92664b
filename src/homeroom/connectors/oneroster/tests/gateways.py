"""A gateway before the pretend Infinite Campus, which makes it a plain OneRoster server."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from homeroom.connectors.oneroster.tests.scripted import Answer, Asked, scripted
from tests.sandboxes import Sandbox

_PASSED_ON = ("authorization", "content-type")
_PASSED_BACK = ("Content-Type", "Link", "X-Total-Count", "Date")


@contextmanager
def plain(campus: Sandbox) -> Iterator[str]:
    """Run a gateway that knows the vendor key, so that clients need none; yields its address."""
    key = f"{campus.ready['vendor_key']}:{campus.ready['vendor_secret']}"
    inner = httpx2.URL(campus.ready["service_url"]["1.2"])
    with httpx2.Client(trust_env=False) as http, scripted() as gateway:

        def pass_on(asked: Asked) -> Answer:
            headers = {name: asked.headers[name] for name in _PASSED_ON if name in asked.headers}
            answer = http.request(
                asked.method,
                f"{inner.scheme}://{inner.netloc.decode()}{asked.path}?{asked.query}",
                headers={**headers, "x-vendor-authorization": key},
                content=asked.body,
            )
            back = {name: answer.headers[name] for name in _PASSED_BACK if name in answer.headers}
            return Answer(answer.status_code, answer.content, back)

        for method in ("GET", "PUT", "DELETE"):
            gateway.on("/*", pass_on, method=method)
        yield gateway.url
