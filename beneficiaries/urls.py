"""/ayants-droit/"""

from django.urls import path

from beneficiaries.views import people, reglements

app_name = "beneficiaries"

OF_PEOPLE = [
    path("", people.index, name="index"),
    path("enregistrer/", people.register, name="register"),
    path("<uuid:public_id>/", people.detail, name="detail"),
    path("<uuid:public_id>/demande/", people.file_request, name="request"),
    path("decisions/<uuid:public_id>/", people.decision, name="decision"),
]
OF_REGLEMENTS = [
    path("reglement/", reglements.reglements, name="reglements"),
    path("reglement/ajouter/", reglements.add_reglement, name="add-reglement"),
    path("reglement/<uuid:public_id>/", reglements.reglement, name="reglement"),
    path(
        "reglement/<uuid:public_id>/modifier/",
        reglements.edit_reglement,
        name="edit-reglement",
    ),
    path(
        "reglement/<uuid:public_id>/retirer/",
        reglements.remove_reglement,
        name="remove-reglement",
    ),
]
urlpatterns = [*OF_PEOPLE, *OF_REGLEMENTS]
