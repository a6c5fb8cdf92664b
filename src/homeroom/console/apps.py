"""Django's entry for this room: it has tags and files, and no tables."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The web pages."""

    name = "homeroom.console"
    label = "console"
