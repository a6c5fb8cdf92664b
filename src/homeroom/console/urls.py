"""Addresses of the web pages."""

from django.urls import path

from homeroom.console import views

urlpatterns = [
    path("", views.front, name="front"),
    path("healthz", views.monitor, name="monitor"),
]
