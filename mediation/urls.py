"""Addresses of mediation."""

from django.urls import path

from mediation.views import devices, redemptions

app_name = "mediation"

urlpatterns = [
    path("", redemptions.redeem, name="redeem"),
    path("verifier/", redemptions.check, name="check"),
    path("aujourdhui/", redemptions.today, name="today"),
    path("appareils/", devices.index, name="devices"),
    path("appareils/ajouter/", devices.add, name="add-device"),
    path("appareils/<uuid:public_id>/revoquer/", devices.revoke, name="revoke-device"),
    path("recus/<uuid:public_id>/", redemptions.outcome, name="outcome"),
]
