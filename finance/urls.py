"""Addresses of finance."""

from django.urls import URLPattern, URLResolver, path

from finance import views

app_name = "finance"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("depenses/", views.expenses, name="expenses"),
    path("<uuid:convention_id>/compte.<str:kind>", views.export, name="export"),
]
