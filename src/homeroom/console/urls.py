"""Addresses of the pages, made from the one table, and those of the sign-in."""

from importlib import import_module

from django.urls import include, path

from homeroom.console.guard import View, guarded
from homeroom.console.page import Page
from homeroom.console.pages import PAGES
from homeroom.console.views import answers


def view_of(page: Page) -> View:
    """Return the function that shows a page."""
    module, _, name = page.view.partition(".")
    found: View = getattr(import_module(f"homeroom.console.views.{module}"), name)
    return found


urlpatterns = [
    *(path(page.route, guarded(page, view_of(page)), name=page.name) for page in PAGES),
    # An address is what the person was invited by, or what the roster has: it is not changed here.
    path("account/email/", answers.closed),
    path("account/", include("allauth.urls")),
]
handler404 = "homeroom.console.views.answers.not_there"
handler403 = "homeroom.console.views.answers.not_allowed"
handler500 = "homeroom.console.views.answers.broken"
