"""Addresses of finance."""

from django.urls import URLPattern, URLResolver, path

from finance.views import funding_keys, statements

app_name = "finance"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", statements.index, name="index"),
    path("depenses/", statements.expenses, name="expenses"),
    path("cles/", funding_keys.index, name="funding-keys"),
    path("cles/ajouter/", funding_keys.add, name="add-funding-key"),
    path("cles/<uuid:public_id>/retirer/", funding_keys.withdraw, name="withdraw-funding-key"),
    path("<uuid:convention_id>/pass/", statements.consumed, name="consumed"),
    path("<uuid:convention_id>/lignes/", statements.rows, name="rows"),
    path("<uuid:convention_id>/compte.<str:kind>", statements.export, name="export"),
]
