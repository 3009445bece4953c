"""Addresses of the redemption API."""

from django.urls import path

from mediation.api import views

app_name = "api"

urlpatterns = [
    path("redemptions/", views.Redemptions.as_view(), name="redemptions"),
    path("redemptions/check/", views.Checks.as_view(), name="check"),
]
