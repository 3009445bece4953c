"""/compte/"""

from django.urls import path

from accounts.views import (
    emails,
    factors,
    memberships,
    passwords,
    proofs,
    provider,
    saved_filters,
    sign_ins,
)

app_name = "accounts"

urlpatterns = [
    path("", factors.account, name="account"),
    path("confirmer/", proofs.confirm, name="confirm"),
    path("presence/", proofs.presence, name="presence"),
    path("connexions/", sign_ins.index, name="sign-ins"),
    path("second-facteur/ajouter/", factors.add, name="add-factor"),
    path("cle-d-acces/ajouter/", factors.add_passkey, name="add-passkey"),
    path("second-facteur/retirer/", factors.remove, name="remove-factor"),
    path("codes-de-secours/", factors.recovery_codes, name="recovery-codes"),
    path("mot-de-passe/", passwords.forgotten, name="forgotten-password"),
    path("mot-de-passe/changer/", passwords.change_password, name="change-password"),
    path("mot-de-passe/demande/", passwords.letter_asked, name="letter-asked"),
    path("mot-de-passe/<str:link>/<str:token>/", passwords.choose_password, name="choose-password"),
    path("proconnect/relier/", provider.link, name="link-identity"),
    path("proconnect/retirer/", provider.unlink, name="unlink-identity"),
    path("filtres/", saved_filters.save, name="save-filters"),
    path("filtres/<uuid:public_id>/", saved_filters.rename, name="rename-filters"),
    path("filtres/<uuid:public_id>/retirer/", saved_filters.remove, name="remove-filters"),
    path("adresse/", emails.change, name="change-email"),
    path("adresse/<str:token>/", emails.confirm, name="confirm-email"),
    path("role/", memberships.switch_membership, name="switch-membership"),
    path("theme/<uuid:public_id>.css", memberships.theme, name="theme"),
]
