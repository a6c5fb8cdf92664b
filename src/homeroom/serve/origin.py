"""Under which address we are reached."""

from django.conf import settings
from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """Return the scheme and host of our addresses: as the server is told, else as it was asked.

    What a proxy says about itself in X-Forwarded-... is not believed.
    """
    return settings.ADDRESS or f"{request.scheme}://{request.get_host()}"
