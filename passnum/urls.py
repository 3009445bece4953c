"""Root addresses: one include per app."""

from django.urls import include, path

urlpatterns = [
    path("", include("reporting.urls")),
    path("connexion/", include("allauth.account.urls")),
    path("compte/", include("accounts.urls")),
    path("conventions/", include("conventions.urls")),
    path("ayants-droit/", include("beneficiaries.urls")),
    path("stock/", include("distribution.urls")),
    path("lieux/", include("places.urls")),
    path("encaisser/", include("mediation.urls")),
    path("finances/", include("finance.urls")),
]
