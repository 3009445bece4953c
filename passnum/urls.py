"""Root addresses: one include per app."""

from allauth.account.views import account_inactive
from django.urls import include, path

from accounts.views import proofs, provider
from passnum import guides, health, metrics
from passnum.component_gallery.views import gallery
from passnum.parameters.views import add_programme, edit_parameters
from passnum.programme_file import views

handler500 = "passnum.views.server_error"
OF_STOCK = (
    *("distribution", "movements", "counts", "incidents", "stock_accounts", "printing"),
    *("ordering", "regies", "sampling", "allocation", "circulation", "expiry", "invariants"),
    "hand_outs",
)
FILE = "programmes/fichiers/<uuid:public_id>/"
urlpatterns = [
    path("", include("reporting.urls")),
    # Only these pages of allauth: accounts and passwords are given by the programme.
    path("connexion/", proofs.sign_in, name="account_login"),
    path("connexion/code/", proofs.authenticate, name="mfa_authenticate"),
    path("connexion/proconnect/", provider.sign_in, name="provider-sign-in"),
    path("connexion/proconnect/retour/", provider.answer, name="provider-answer"),
    path("connexion/proconnect/fin/", provider.signed_out, name="provider-signed-out"),
    path("deconnexion/", provider.sign_out, name="account_logout"),
    path("compte-ferme/", account_inactive, name="account_inactive"),
    path("compte/", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("journal/", include("events.urls")),
    path("conventions/deliberations/", include("deliberations.urls")),
    path("conventions/pieces/", include("files.urls")),
    path("conventions/echeances/", include("deadlines.urls")),
    path("conventions/ecarts/", include("findings.urls")),
    path("conventions/", include("budget.urls")),
    path("conventions/", include("financing.urls")),
    path("conventions/", include("corrections.urls")),
    path("conventions/", include("conventions.urls")),
    path("conventions/", include("dossiers.urls")),
    path("ayants-droit/", include("beneficiaries.urls")),
    path("ayants-droit/", include("retention.urls")),
    *[path("stock/", include(f"{app}.urls")) for app in OF_STOCK],
    path("lieux/", include("places.urls")),
    path("encaisser/", include("mediation.urls")),
    path("finances/", include("finance.urls")),
    path("api/v1/", include("passnum.api_urls")),
    path("programmes/", views.index, name="programmes"),
    path("programmes/ajouter/", add_programme, name="add-programme"),
    path("programmes/<uuid:public_id>/parametres/", edit_parameters, name="parameters"),
    path("programmes/fichiers/deposer/", views.add, name="add-programme-file"),
    path(FILE, views.detail, name="programme-file"),
    path(f"{FILE}charger/", views.load, name="load-programme-file"),
    path(f"{FILE}retirer/", views.withdraw, name="withdraw-programme-file"),
    path("aide/", guides.index, name="help"),
    path("aide/<slug:name>/", guides.guide, name="guide"),
    path("composants/", gallery, name="gallery"),
    path("healthz", health.state, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
]
