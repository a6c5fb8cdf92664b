"""Collections whose pages shift, repeat, or lie about where they end."""

from homeroom.sandbox.faults.hit import Hit
from homeroom.sandbox.faults.paper import Paper, asking, dressed, paper, rewritten
from homeroom.sandbox.web.messages import Response


def insert_at_front(hit: Hit) -> Response:
    """Show the first page as if the very first record came into being just after it.

    From the second page on the record is there, so every page begins with what ended the last.
    """
    plain, page = _read(hit)
    if page is None or page.offset or page.total <= page.limit:
        return hit.miss(plain)
    came = hit.go_on(asking(hit.request, offset=1, limit=page.limit))
    return dressed(came, hit.request, total=page.total - 1)


def remove_at_front(hit: Hit) -> Response:
    """Show the pages after the first as if the very first record were gone by then.

    One record between the first page and the second is seen on neither.
    """
    plain, page = _read(hit)
    if page is None or not page.offset:
        return hit.miss(plain)
    came = hit.go_on(asking(hit.request, offset=page.offset + 1, limit=page.limit))
    return dressed(came, hit.request, total=page.total - 1)


def repeat_page(hit: Hit) -> Response:
    """Answer with the page before the one that was asked for."""
    plain, page = _read(hit)
    if page is None or not page.offset:
        return hit.miss(plain)
    before = max(0, page.offset - page.limit)
    came = hit.go_on(asking(hit.request, offset=before, limit=page.limit))
    return dressed(came, hit.request, total=page.total)


def clamp_limit(hit: Hit) -> Response:
    """Give no more than so many records a page, but link in steps of what was asked for."""
    plain, page = _read(hit)
    most = round(hit.value)
    if page is None or len(page.rows) <= most:
        return hit.miss(plain)
    came = hit.go_on(asking(hit.request, offset=page.offset, limit=most))
    return dressed(came, hit.request, total=page.total)


def ignore_filter(hit: Hit) -> Response:
    """Answer as if no filter had been given."""
    if hit.request.parameter("filter") is None:
        return hit.miss(hit.go_on(hit.request))
    return hit.go_on(asking(hit.request, filter=None))


def mistake_total(hit: Hit) -> Response:
    """Print the length of the page as the total, or too many, or too few."""
    plain, page = _read(hit)
    if page is None:
        return hit.miss(plain)
    # The same mistake for every page of a reading.
    wrong = hit.random.choice((len(page.rows), page.total + 7, page.total // 2, 0))
    said = wrong if wrong != page.total else page.total + 7
    return dressed(plain, hit.request, total=page.total, said=str(said))


def leave_total_out(hit: Hit) -> Response:
    plain, page = _read(hit)
    if page is None:
        return hit.miss(plain)
    return dressed(plain, hit.request, total=page.total, said=None)


def leave_links_out(hit: Hit) -> Response:
    plain, page = _read(hit)
    if page is None:
        return hit.miss(plain)
    return dressed(plain, hit.request, total=page.total, linked=False)


def double_row(hit: Hit) -> Response:
    """Show one record twice, the second time right after the first, as a loose join does."""
    plain, page = _read(hit)
    if page is None or page.total == 0:
        return hit.miss(plain)
    # Every second time it is the last record of a page that begins the next one as well.
    borders = range(page.limit - 1, page.total, page.limit)
    at = hit.random.randrange(page.total)
    if borders and hit.random.random() < 0.5:
        at = hit.random.choice(borders)
    stop = page.offset + page.limit
    if stop <= at + 1:
        return dressed(plain, hit.request, total=page.total + 1)
    if page.offset > at:
        came = hit.go_on(asking(hit.request, offset=page.offset - 1, limit=page.limit))
        return dressed(came, hit.request, total=page.total + 1)
    rows = [*page.rows[: at - page.offset + 1], *page.rows[at - page.offset :]][: page.limit]
    return dressed(rewritten(plain, rows), hit.request, total=page.total + 1)


def shuffle_keys(hit: Hit) -> Response:
    """Write the members of every record in another order than last time."""
    plain, page = _read(hit)
    if page is None or not page.rows or hit.times == 1:
        return hit.miss(plain)
    rows = []
    for row in page.rows:
        names = list(row)
        hit.random.shuffle(names)
        rows.append({name: row[name] for name in names})
    return dressed(rewritten(plain, rows), hit.request, total=page.total)


def _read(hit: Hit) -> tuple[Response, Paper | None]:
    plain = hit.go_on(hit.request)
    return plain, paper(plain, hit.request)
