"""A page that shows the checks of Test Connection as they come, one after another."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string

from homeroom.connectors.checks import Check, failed, verdict
from homeroom.console.here import Here
from homeroom.runs.setup.checking import test_connection

HERE = "<!-- checks -->"
END = "<!-- verdict -->"


def streamed(
    request: HttpRequest, here: Here, key: str, template: str, shown: Mapping[str, Any]
) -> StreamingHttpResponse:
    """Answer with a page whose template has the two places; it needs no JavaScript for that."""
    before, _, rest = render_to_string(template, dict(shown), request).partition(HERE)
    between, _, after = rest.partition(END)

    def parts() -> Iterator[str]:
        yield before
        done: list[Check] = []
        for check in test_connection(here.district, key):
            done.append(check)
            yield render_to_string("setup/check.html", {"check": check})
        yield between
        said = {"good": not failed(done), "words": verdict(done)}
        yield render_to_string("setup/verdict.html", said)
        yield after

    return StreamingHttpResponse(parts())
