"""What is said when a page cannot be shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is there, or nothing that this person may know of."""
    return render(request, "answers/not_there.html", status=404)


def closed(request: HttpRequest) -> HttpResponse:
    """Say the same at an address that a library would serve, and this hub does not."""
    return render(request, "answers/not_there.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the form did not come from a page of ours, or was too old."""
    return render(request, "answers/not_allowed.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form is too old, and how to send it again."""
    return render(request, "answers/not_allowed.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that we are at fault; it needs neither the database nor a session."""
    return HttpResponse(
        "<!doctype html><html lang=en><title>Something broke - Homeroom</title><h1>Something broke"
        " on our side</h1><p>Nothing that you sent was kept. Go back and try again; if it stays,"
        " tell whoever looks after this server to look into its log.</p></html>",
        status=500,
    )
