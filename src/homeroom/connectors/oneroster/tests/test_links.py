"""The Link header: its next page is found in every form in which servers print it."""

import pytest

from homeroom.connectors.oneroster.links import next_query

HERE = "https://sis.example.org/ims/oneroster/v1p1/users"
AT_100 = {"limit": "100", "offset": "100"}


@pytest.mark.parametrize(
    ("header", "query"),
    [
        (f'<{HERE}?limit=100&offset=100>; rel="next"', AT_100),
        (f"<{HERE}?limit=100&offset=100>; rel=next", AT_100),
        (f"<{HERE}?limit=100&offset=100>; rel='next'", AT_100),
        (f'<{HERE}?limit=100&offset=100>;rel="NEXT"', AT_100),
        (f'{HERE}?limit=100&offset=100; rel="next"', AT_100),
        (f'<{HERE}?offset=0>; rel="first", <{HERE}?limit=100&offset=100>; rel="next"', AT_100),
        (f'<{HERE}?limit=100&offset=100>; rel="next",<{HERE}?offset=900>; rel="last"', AT_100),
        (f'<{HERE}?limit=100&offset=100>; title="more"; rel="next"', AT_100),
        (f'<{HERE}?limit=100&offset=100>; rel="last next"', AT_100),
        ('<?limit=100&offset=100>; rel="next"', AT_100),
        ('</v1p1/users?limit=100&offset=100>; rel="next"', AT_100),
        (f'<{HERE}?cursor=a%2Bb%3D&x=>; rel="next"', {"cursor": "a+b=", "x": ""}),
        (
            f"<{HERE}?filter=a%3D%27x%2Cy%27&offset=5>; rel=next",
            {"filter": "a='x,y'", "offset": "5"},
        ),
        (f'<{HERE}>; rel="next"', {}),
    ],
)
def test_the_next_link_is_found(header: str, query: dict[str, str]) -> None:
    assert next_query(header) == query


@pytest.mark.parametrize(
    "header",
    [
        "",
        f'<{HERE}?offset=0>; rel="first"',
        f'<{HERE}?offset=0>; rel="prev", <{HERE}?offset=900>; rel="last"',
        f'<{HERE}?offset=0>; rel="next-archive"',
        f'<{HERE}?rel=next>; rel="last"',
        "next",
    ],
)
def test_no_other_link_is_taken_for_the_next_one(header: str) -> None:
    assert next_query(header) is None


def test_a_link_that_is_no_address_is_still_a_sign_that_there_is_more() -> None:
    assert next_query('<http://[::1?offset=5>; rel="next"') == {}
