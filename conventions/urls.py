"""Addresses of conventions."""

from django.urls import path

from conventions.http import avenant_of, convention_of
from conventions.views import avenants, conventions, texts

app_name = "conventions"
# The views of texts serve both, and are told how to read theirs.
AVENANT, CONVENTION = {"text_of": avenant_of}, {"text_of": convention_of}

OF_AVENANTS = [
    path("<uuid:public_id>/avenants/ajouter/", avenants.add, name="add-avenant"),
    path("avenants/<uuid:public_id>/comparer/", avenants.compare, name="difference"),
    path("avenants/<uuid:public_id>/modifier/", texts.task_list, AVENANT, "edit-avenant"),
    path("avenants/<uuid:public_id>/objet/", avenants.edit, name="avenant-subject"),
    path("avenants/<uuid:public_id>/texte/<slug:slug>/", texts.fill, AVENANT, "avenant-text"),
]
OF_CONVENTIONS = [
    path("ajouter/", conventions.add, name="add"),
    path("<uuid:public_id>/modifier/", texts.task_list, CONVENTION, "edit"),
    path("<uuid:public_id>/intitule/", conventions.edit, name="identity"),
    path("<uuid:public_id>/texte/<slug:slug>/", texts.fill, CONVENTION, "text"),
]
urlpatterns = [*OF_AVENANTS, *OF_CONVENTIONS]
