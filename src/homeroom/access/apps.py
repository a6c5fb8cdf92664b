"""Django's entry for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """People and their sign-in."""

    name = "homeroom.access"
    label = "access"
