"""The addresses of the API."""

from django.urls import path

from homeroom.serve.token import token
from homeroom.serve.whoami import caller

urlpatterns = [
    path("oauth/token", token),
    path("oauth/token/", token),
    path("homeroom/v1/caller", caller),
]
handler404 = "homeroom.serve.refusals.not_there"
