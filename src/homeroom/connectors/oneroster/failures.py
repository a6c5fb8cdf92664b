"""What a refused request or a broken connection means, in sentences for people."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx2

from homeroom.connectors.oneroster.clock import retry_after
from homeroom.connectors.oneroster.errors import read_refusal
from homeroom.errors import HomeroomError, NeedsDistrict, RetryLater

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
WAIT = "Nothing to do: it is tried again. If this stays, ask whoever runs the other system."


class NothingThere(NeedsDistrict):
    """The server knows no such list (404): a wrong path, or a parent that is gone."""


class Untrusted(NeedsDistrict):
    """The host answers, but nothing proves that it is the one it says it is."""


def refusal(answer: httpx2.Response) -> HomeroomError:
    """Say what an answer means that is none."""
    said = read_refusal(answer.content)
    path = urlsplit(str(answer.request.url)).path
    detail = f"{answer.request.method} {path}: HTTP {answer.status_code} {said.code} {said.words}"
    if answer.status_code in BUSY:
        return RetryLater(
            f"The server is busy or has a fault of its own ({answer.status_code}).",
            fix=WAIT,
            detail=detail,
            after=retry_after(answer),
        )
    if 300 <= answer.status_code < 400:
        where = urljoin(str(answer.request.url), answer.headers.get("Location", ""))
        return NeedsDistrict(
            f"The server points from this address to another one ({answer.status_code}).",
            fix=f"Enter the address as it is after that: it points to {where.partition('?')[0]}",
            detail=detail,
        )
    if answer.status_code == 401:
        return NeedsDistrict(
            "The server took the token, but refused this request (401).",
            fix="For grades, enter Vendor Key and Vendor Secret where the system asks for them;"
            " for the roster, renew the connection in the other system.",
            detail=detail,
        )
    if answer.status_code == 403:
        return NeedsDistrict(
            f"This connection may not use {path.rstrip('/').rpartition('/')[2]} (403).",
            fix="Turn on the right for it in the other system, for these schools.",
            detail=detail,
        )
    return NeedsDistrict(
        f"The server refused a request ({answer.status_code}). {said.words}".strip(),
        fix="Check the Service URL and the API version.",
        detail=detail,
    )


@contextlib.contextmanager
def in_sentences(host: str) -> Iterator[None]:
    """Turn the failures of a connection into what to tell a person."""
    try:
        yield
    except (httpx2.InvalidURL, UnicodeError) as problem:
        # UnicodeError: a part of a host's name that is empty or too long for the names of hosts.
        raise NeedsDistrict(
            f"{host[:100]} cannot be a host.",
            fix="Check the spelling of the host in the address.",
            detail=str(problem)[:200],
        ) from problem
    except httpx2.ConnectError as problem:
        raise _unreachable(host, problem) from problem
    except httpx2.TimeoutException as problem:
        raise RetryLater(
            f"{host} did not answer in time.",
            fix="If this stays, ask whether its firewall lets this server in.",
            detail=type(problem).__name__,
        ) from problem
    except httpx2.RequestError as problem:
        raise RetryLater(
            f"The connection to {host} broke.",
            fix="If this stays, check whether the address begins with http:// or https://, and its"
            " port.",
            detail=repr(problem)[:200],
        ) from problem


def _unreachable(host: str, problem: BaseException) -> HomeroomError:
    reasons = _causes(problem)
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in reasons):
        words = next(one for one in reasons if isinstance(one, ssl.SSLCertVerificationError))
        return Untrusted(
            f"The certificate of {host} cannot be trusted: {words.verify_message}.",
            fix="Ask for a certificate that browsers trust, or name the file of the district's own"
            " certificate authority under Advanced Settings.",
        )
    if any(isinstance(one, ssl.SSLError) for one in reasons):
        return NeedsDistrict(
            f"{host} does not speak TLS at this address.",
            fix="Check whether the address begins with http:// or https://, and its port.",
        )
    if any(isinstance(one, socket.gaierror) for one in reasons):
        return RetryLater(
            f"The host {host} is not known.", fix="Check the spelling of the host in the address."
        )
    return RetryLater(
        f"{host} refuses connections.",
        fix="Check host and port of the address, and whether a firewall lets this server in.",
    )


def _causes(problem: BaseException | None) -> list[BaseException]:
    """Return an error and everything that led to it."""
    found: list[BaseException] = []
    while problem is not None and problem not in found:
        found.append(problem)
        problem = problem.__cause__ or problem.__context__
    return found
