"""Requests to one OneRoster server: token, retries, and errors said in sentences."""

import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import httpx2
import tenacity

from homeroom.connectors.oneroster.addresses import is_gradebook, read_address
from homeroom.connectors.oneroster.failures import BUSY, in_sentences, refusal
from homeroom.connectors.oneroster.patience import Patience
from homeroom.connectors.oneroster.tokens import Tokens
from homeroom.errors import NeedsDistrict, RetryLater

Read = TypeVar("Read")
# What a write may be answered with: it was taken, or this one record was refused.
_ANSWERED = frozenset((*range(200, 300), *range(400, 500))) - BUSY - {401}


class Client:
    """Speaks HTTP with one server for one connection; safe to use from several threads."""

    def __init__(
        self,
        given: Mapping[str, str],
        gradebook_headers: Mapping[str, str],
        patience: Patience | None = None,
    ) -> None:
        verify = _trusting(given["ca_file"]) if given.get("ca_file") else _usual_trust()
        self._patience = patience or Patience()
        token_url = read_address(given["token_url"], "The Authentication URL")
        # Proxies and credentials of the environment are not for pupils' data.
        self._http = httpx2.Client(
            timeout=httpx2.Timeout(self._patience.answer, connect=self._patience.connect),
            trust_env=False,
            verify=verify,
            headers={"User-Agent": "Homeroom", "Accept": "application/json"},
            limits=httpx2.Limits(max_connections=16, keepalive_expiry=30.0),
            event_hooks={"response": [self._note_certificate]},
        )
        self.certificates: dict[str, datetime] = {}  # when those of hosts end
        self._gradebook_headers = {name: _ascii(it) for name, it in gradebook_headers.items()}
        self._token_host = urlsplit(token_url).netloc
        self._closing = threading.Event()
        self.tokens = Tokens(self._http, {**given, "token_url": token_url}, self._pause)

    def close(self) -> None:
        """Give up waiting retries and close every connection."""
        self._closing.set()
        self._http.close()

    def token(self) -> str:
        """Return a token, or raise what is wrong with the credentials."""
        with in_sentences(self._token_host):
            return self.tokens.current()

    def reach(self, url: str) -> None:
        """Ask an address once without a token; any answer will do, a failure raises."""
        with in_sentences(urlsplit(url).netloc):
            self._http.get(url)

    def get(self, url: str, query: Mapping[str, Any] | None = None) -> httpx2.Response:
        """Return a 200 or 404 answer, after as many tries as it takes within bounds."""
        return self.read(url, query or {}, lambda answer: answer)

    def read(
        self, url: str, query: Mapping[str, Any], read: Callable[[httpx2.Response], Read]
    ) -> Read:
        """Return what `read` makes of a 200 or 404 answer; its RetryLater is tried again, too."""
        address = with_query(url, query)

        def once() -> Read:
            return read(self._once("GET", address, None, frozenset({200, 404})))

        return self._retrying()(once)

    def send(self, method: str, url: str, body: bytes | None) -> httpx2.Response:
        """Send a write once; return that it was taken, or that this record was refused.

        Whether a write is tried again is for the delivery to decide, not for the connection.
        """
        return self._once(method, url, body, _ANSWERED)

    def _note_certificate(self, answer: httpx2.Response) -> None:
        host = answer.request.url.netloc.decode("ascii")
        stream = answer.extensions.get("network_stream")
        if host in self.certificates or stream is None:
            return
        secured = stream.get_extra_info("ssl_object")
        shown = secured.getpeercert() if secured else None
        if shown:
            ends = ssl.cert_time_to_seconds(str(shown["notAfter"]))
            self.certificates[host] = datetime.fromtimestamp(ends, UTC)

    def _retrying(self) -> tenacity.Retrying:
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(RetryLater),
            stop=tenacity.stop_after_attempt(self._patience.attempts),
            wait=self._wait,
            sleep=self._pause,
            reraise=True,
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.after if isinstance(error, RetryLater) else None
        return self._patience.wait(state.attempt_number, asked)

    def _pause(self, seconds: float) -> None:
        if self._closing.wait(seconds):
            raise RetryLater("The connection was closed while it waited for the server.")

    def _once(
        self, method: str, url: str, body: bytes | None, allowed: frozenset[int]
    ) -> httpx2.Response:
        token = self.token()
        answer = self._send(method, url, body, token)
        if answer.status_code == 401:
            # It may have ended on the way or been withdrawn: once with a new one.
            self.tokens.refused(token)
            answer = self._send(method, url, body, self.token())
        if answer.status_code in allowed:
            return answer
        raise refusal(answer)

    def _send(self, method: str, url: str, body: bytes | None, token: str) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"}
        if is_gradebook(url):
            headers |= self._gradebook_headers
        if body is not None:
            headers["Content-Type"] = "application/json"
        with in_sentences(urlsplit(url).netloc):
            return self._http.request(method, url, content=body, headers=headers)


def with_query(url: str, query: Mapping[str, Any]) -> str:
    """Return an address with a query; blanks are %20, which every server reads the same way."""
    words = urlencode({key: str(held) for key, held in query.items()}, quote_via=quote)
    return f"{url}?{words}" if words else url


def _ascii(value: str) -> str:
    """Return a value that a header can carry; one with other letters is wrong in any case."""
    return value.encode("ascii", "replace").decode()


@cache
def _usual_trust() -> ssl.SSLContext:
    """Return the trust in the authorities that the machine knows, the same one for all clients.

    Reading them takes 25 ms, as long as many requests; one that the machine comes to know later
    counts from the next start on.
    """
    return httpx2.create_ssl_context(trust_env=False)


def _trusting(path: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=path)
    except OSError as problem:
        raise NeedsDistrict(
            "The file of the certificate authority cannot be read.", fix=f"Check {path}."
        ) from problem
