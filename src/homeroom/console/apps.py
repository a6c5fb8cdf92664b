"""Django's entry for this room: it has tags and files, and no tables."""

import logging

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The web pages."""

    name = "homeroom.console"
    label = "console"

    def ready(self) -> None:
        """Let Django tell of what failed here, and not of every answer that refuses something.

        A token that is over or an address that is not there is the caller's business; the API keeps
        its requests with their status (store/vendors/requests.py).
        """
        logging.getLogger("django.request").setLevel(logging.ERROR)
