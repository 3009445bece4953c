"""Addresses of conventions."""

from django.urls import URLPattern, URLResolver

app_name = "conventions"

urlpatterns: list[URLPattern | URLResolver] = []
