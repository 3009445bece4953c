"""/stock/, what concerns the end of a validity."""

from django.urls import path

from expiry import views

app_name = "expiry"
ORDER = "fins-de-validite/<uuid:public_id>/"
EXTENSION = "prolongations/<uuid:public_id>/"

urlpatterns = [
    path("fins-de-validite/", views.index, name="orders"),
    path(ORDER, views.detail, name="order"),
    path(f"{ORDER}depots/<uuid:depot_id>/repondre/", views.answer, name="answer"),
    path(f"{ORDER}sortir-du-stock/", views.establish, name="establish"),
    path(f"{ORDER}etat-contradictoire.pdf", views.statement, name="statement"),
    path(f"{ORDER}clore/", views.credit, name="credit"),
    path(f"{ORDER}avoir.pdf", views.credit_note, name="credit-note"),
    path(f"{ORDER}prolonger/", views.extend, name="extend"),
    path(f"{EXTENSION}confirmer/", views.confirm, name="confirm-extension"),
    path(f"{EXTENSION}refuser/", views.refuse, name="refuse-extension"),
]
