"""Addresses of deliberations."""

from django.urls import path

from deliberations import views

app_name = "deliberations"

urlpatterns = [
    path("", views.index, name="index"),
    path("ajouter/", views.add, name="add"),
    path("<uuid:public_id>/rattacher/", views.tie, name="tie"),
    path("<uuid:public_id>/rattacher/<uuid:cited_id>/defaire/", views.untie, name="untie"),
    path("<uuid:public_id>/calendrier/", views.add_calendar, name="add-calendar"),
]
