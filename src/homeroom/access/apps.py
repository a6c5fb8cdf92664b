"""Django's entry for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """People and their sign-in."""

    name = "homeroom.access"
    label = "access"

    def ready(self) -> None:
        """Listen to what happens at the sign-in."""
        from homeroom.access import signals

        signals.connect()
