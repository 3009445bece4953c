"""Addresses of financing."""

from django.urls import path

from financing.views import plans, simulator

app_name = "financing"

urlpatterns = [
    path("plans/", plans.index, name="plans"),
    path("plans/ajouter/", plans.add, name="add-plan"),
    path("plans/<uuid:public_id>/", plans.detail, name="plan"),
    path("plans/<uuid:public_id>/modifier/", plans.edit, name="edit-plan"),
    path("simulateur/", simulator.simulator, name="simulator"),
]
