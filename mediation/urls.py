"""Addresses of mediation."""

from django.urls import path

from mediation import views

app_name = "mediation"

urlpatterns = [
    path("", views.redeem, name="redeem"),
    path("verifier/", views.check, name="check"),
    path("aujourdhui/", views.today, name="today"),
    path("recus/<uuid:public_id>/", views.outcome, name="outcome"),
]
