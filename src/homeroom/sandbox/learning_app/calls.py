"""How the learning app calls a OneRoster provider: a token, patience, and lists page by page."""

import json
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlencode

from homeroom.sandbox.learning_app.http import Answer, Connections

Service = Literal["rostering", "gradebook"]
Row = dict[str, Any]

PAGE = 500
_TRIES = 8
_BUSY = (429, 503)
_LONGEST_PAUSE = 30.0


class Refused(Exception):
    """The provider does not take a request; the words are its own."""


@dataclass(frozen=True)
class Access:
    """What a district hands to a vendor, and the version that the app speaks."""

    api: Literal["1.1", "1.2"]
    api_url: str
    token_url: str
    client_id: str
    client_secret: str

    def base(self, service: Service) -> str:
        """Return where the operations of a service begin."""
        root = self.api_url.rstrip("/")
        return f"{root}/v1p1" if self.api == "1.1" else f"{root}/{service}/v1p2"


class Calls:
    """Calls with a token that is asked for when it is needed, and anew when it is refused.

    A context manager. `pages`, `tokens` and `waited` count pages of lists, tokens, and the pauses
    that the provider asked for.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._connections = Connections()
        self._token = ""
        self.pages = self.tokens = self.waited = 0

    def __enter__(self) -> "Calls":
        return self

    def __exit__(self, *_: object) -> None:
        self._connections.close()

    def every(self, name: str, **query: str) -> Iterator[Row]:
        """Yield the rows of a list of the roster, page by page, as Link leads on."""
        asked = urlencode({"limit": PAGE, **query}, quote_via=quote)
        url: str | None = f"{self._access.base('rostering')}/{name}?{asked}"
        while url is not None:
            answer = self._call("GET", url)
            self.pages += 1
            yield from answer.json()[name]
            url = answer.next_url

    def put(self, path: str, wrapper: str, row: Row) -> None:
        """Write one record of the gradebook as a whole."""
        self._call("PUT", f"{self._access.base('gradebook')}/{path}", {wrapper: row})

    def post(self, path: str, wrapper: str, rows: list[Row]) -> None:
        """Write many new records of the gradebook at once."""
        self._call("POST", f"{self._access.base('gradebook')}/{path}", {wrapper: rows})

    def _call(self, method: str, url: str, body: Row | None = None) -> Answer:
        sent = None if body is None else json.dumps(body).encode()
        for _ in range(_TRIES):
            if not self._token:
                self._token = self._ask_for_token()
            headers = {"Authorization": f"Bearer {self._token}"}
            if sent is not None:
                headers["Content-Type"] = "application/json"
            answer = self._connections.ask(method, url, sent, headers)
            if answer.status == 401:
                self._token = ""
            elif answer.status in _BUSY:
                self._pause(answer)
            else:
                break
        return _good(answer, f"{method} {url}")

    def _ask_for_token(self) -> str:
        access = self._access
        pair = b64encode(f"{access.client_id}:{access.client_secret}".encode()).decode()
        headers = {
            "Authorization": f"Basic {pair}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        for _ in range(_TRIES):
            form = b"grant_type=client_credentials"
            answer = self._connections.ask("POST", access.token_url, form, headers)
            if answer.status not in _BUSY:
                break
            self._pause(answer)
        token = _good(answer, "The request for a token").json()["access_token"]
        self.tokens += 1
        return str(token)

    def _pause(self, answer: Answer) -> None:
        said = answer.headers.get("retry-after", "")
        time.sleep(min(float(said) if said.isdigit() else 1.0, _LONGEST_PAUSE))
        self.waited += 1


def _good(answer: Answer, what: str) -> Answer:
    if not answer.is_good:
        said = answer.body.decode(errors="replace")[:300]
        raise Refused(f"{what} was answered {answer.status}: {said}")
    return answer
