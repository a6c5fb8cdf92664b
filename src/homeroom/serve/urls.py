"""The addresses of the API."""

from django.urls import path, re_path

from homeroom.serve import deliveries, described_own, partner
from homeroom.serve.discovery import document, document_of_1_1
from homeroom.serve.token import token
from homeroom.serve.views import operation
from homeroom.serve.whoami import caller

urlpatterns = [
    # What is asked for most stands first: addresses are gone through in their order.
    path("ims/oneroster/<slug:service>/v1p2/discovery/<str:file>", document),
    # Which operation it is, the table of operations says (serve/paths.py).
    re_path(r"^ims/oneroster/", operation),
    path("oauth/token", token),
    path("oauth/token/", token),
    path("homeroom/v1/caller", caller),
    path("homeroom/v1/deliveries", deliveries.show),
    path("homeroom/v1/districts", partner.list_districts),
    path("homeroom/v1/openapi.json", described_own.document),
    path("homeroom/v1/oneroster-1.1.json", document_of_1_1),
]
handler400 = "homeroom.serve.refusals.unreadable"
handler404 = "homeroom.serve.refusals.not_there"
handler500 = "homeroom.serve.refusals.broken"
