"""People who are signed in to the console and look at pages, many at once."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import httpx2

from homeroom.access import people
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.errors import NeedsDeveloper

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@contextmanager
def signed_in(address: str, district_id: int, count: int) -> Iterator[list[httpx2.Client]]:
    """Let so many district admins sign in, each with a link of their own, as people do."""
    with ExitStack() as open_:
        yield [open_.enter_context(_visitor(address, district_id, n)) for n in range(count)]


@contextmanager
def _visitor(address: str, district_id: int, number: int) -> Iterator[httpx2.Client]:
    place = Place(district_id=district_id)
    user, _ = people.add(f"visitor{number}@bench.example", Role.DISTRICT_ADMIN, place, "bench")
    link = f"/link/{people.make_link(user, people.SIGN_IN, 'bench')}/"
    with httpx2.Client(
        base_url=address, trust_env=False, timeout=300, follow_redirects=True
    ) as client:
        token = _TOKEN.search(client.get(link).text)
        if token is None:
            raise NeedsDeveloper("The page of a sign-in link has no form.")
        client.post(link, data={"csrfmiddlewaretoken": token[1]}, headers={"Referer": address})
        yield client


def status(client: httpx2.Client, path: str) -> int:
    """Return what a page answers."""
    return client.get(path).status_code


def times(clients: Sequence[httpx2.Client], path: str, each: int) -> list[float]:
    """Return the milliseconds of each answer when all open a page at once, so many times.

    Raises NeedsDeveloper when one is answered with anything but the page.
    """
    together = threading.Barrier(len(clients))

    def look(client: httpx2.Client) -> list[float]:
        together.wait()
        return [_time(client, path) for _ in range(each)]

    with ThreadPoolExecutor(len(clients)) as crowd:
        return [one for some in crowd.map(look, clients) for one in some]


def _time(client: httpx2.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    taken = time.perf_counter() - began
    if answer.status_code != 200:
        raise NeedsDeveloper(f"{path} answered {answer.status_code} to a district admin.")
    return taken * 1000
