"""Addresses of corrections."""

from django.urls import path

from conventions.http import avenant_of, convention_of
from corrections import views

app_name = "corrections"
# The views serve both texts, and are told how to read theirs.
AVENANT, CONVENTION = {"text_of": avenant_of}, {"text_of": convention_of}
TEXT = "<uuid:public_id>"

urlpatterns = [
    path(f"{TEXT}/corrections/", views.index, CONVENTION, "convention"),
    path(f"{TEXT}/corriger/<slug:slug>/", views.propose, CONVENTION, "correct-convention"),
    path(f"avenants/{TEXT}/corrections/", views.index, AVENANT, "avenant"),
    path(f"avenants/{TEXT}/corriger/<slug:slug>/", views.propose, AVENANT, "correct-avenant"),
    path(f"corrections/{TEXT}/<slug:slug>/", views.decide, name="decide"),
]
