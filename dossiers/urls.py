"""Addresses of dossiers."""

from django.urls import path

from conventions.http import avenant_of, convention_of
from dossiers.views import (
    avenant_steps,
    avenants,
    convention_steps,
    conventions,
    deliberations,
    signature_days,
    votes,
)

app_name = "dossiers"
# Some views serve both texts, and are told how to read theirs.
AVENANT, CONVENTION = {"text_of": avenant_of}, {"text_of": convention_of}

OF_DELIBERATIONS = [
    path("deliberations/chronologie/", deliberations.timeline, name="timeline"),
    path("deliberations/<uuid:public_id>/", deliberations.detail, name="deliberation"),
    path("deliberations/<uuid:public_id>/modifier/", deliberations.edit, name="edit-deliberation"),
]
OF_AVENANTS = [
    path("avenants/<uuid:public_id>.pdf", avenants.document, name="avenant-document"),
    path("avenants/<uuid:public_id>/", avenants.detail, name="avenant"),
    path("avenants/<uuid:public_id>/voter/", votes.vote, AVENANT, "vote-avenant"),
    path(
        "avenants/<uuid:public_id>/retirer-le-vote/",
        votes.withdraw,
        AVENANT,
        "withdraw-avenant-vote",
    ),
    path("avenants/<uuid:public_id>/signer/", avenant_steps.sign, name="sign-avenant"),
    path(
        "avenants/<uuid:public_id>/jour-de-signature/",
        signature_days.record,
        AVENANT,
        "avenant-signature-day",
    ),
    path("avenants/<uuid:public_id>/abandonner/", avenant_steps.abandon, name="abandon-avenant"),
]
OF_CONVENTIONS = [
    path("", conventions.index, name="conventions"),
    path("<uuid:public_id>/", conventions.detail, name="convention"),
    path("<uuid:public_id>/voter/", votes.vote, CONVENTION, "vote"),
    path("<uuid:public_id>/retirer-le-vote/", votes.withdraw, CONVENTION, "withdraw-vote"),
    path("<uuid:public_id>/signer/", convention_steps.sign, name="sign"),
    path(
        "<uuid:public_id>/jour-de-signature/",
        signature_days.record,
        CONVENTION,
        name="signature-day",
    ),
    path("<uuid:public_id>/clore/", convention_steps.close, name="close"),
    path("<uuid:public_id>/resilier/", convention_steps.terminate, name="terminate"),
    path("<uuid:public_id>/supprimer/", convention_steps.discard, name="discard"),
]
urlpatterns = [*OF_DELIBERATIONS, *OF_AVENANTS, *OF_CONVENTIONS]
