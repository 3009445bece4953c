"""/ayants-droit/"""

from django.urls import path

from beneficiaries.views import establishments, people, reglements, requests

app_name = "beneficiaries"

PEOPLE = [
    path("", people.index, name="index"),
    path("enregistrer/", people.register, name="register"),
    path("<uuid:public_id>/", people.detail, name="detail"),
    path("<uuid:public_id>/corriger/", people.correct, name="correct"),
]
REQUESTS = [
    path("<uuid:public_id>/demande/", requests.file_request, name="request"),
    path("decisions/<uuid:public_id>/", requests.decision, name="decision"),
]
ESTABLISHMENTS = [
    path("reglement/etablissements/", establishments.index, name="establishments"),
    path("reglement/etablissements/ajouter/", establishments.add, name="add-establishment"),
    path(
        "reglement/etablissements/<uuid:public_id>/modifier/",
        establishments.edit,
        name="edit-establishment",
    ),
]
REGLEMENTS = [
    path("reglement/", reglements.index, name="reglements"),
    path("reglement/ajouter/", reglements.add, name="add-reglement"),
    path("reglement/<uuid:public_id>/", reglements.detail, name="reglement"),
    path("reglement/<uuid:public_id>/modifier/", reglements.edit, name="edit-reglement"),
    path("reglement/<uuid:public_id>/retirer/", reglements.remove, name="remove-reglement"),
]
urlpatterns = [*PEOPLE, *REQUESTS, *ESTABLISHMENTS, *REGLEMENTS]
