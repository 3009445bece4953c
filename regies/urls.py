"""/stock/, what concerns régies and the tree of depots."""

from django.urls import path

from regies.views import depots, regies, sheets

app_name = "regies"
SHEET = "regies/proces-verbaux/<uuid:public_id>"

urlpatterns = [
    path("regies/", regies.index, name="regies"),
    path("regies/depots/", depots.index, name="tree"),
    path("regies/ajouter/", regies.propose, name="propose"),
    path("regies/<uuid:public_id>/", regies.detail, name="regie"),
    path("regies/<uuid:public_id>/constituer/", regies.found, name="found"),
    path("regies/<uuid:public_id>/plafond/", regies.revise, name="revise"),
    path("regies/<uuid:public_id>/nommer/", regies.appoint, name="appoint"),
    path("regies/<uuid:public_id>/clore/", regies.close, name="close"),
    path("regies/<uuid:public_id>/remettre-le-service/", sheets.prepare, name="prepare"),
    path("regies/nominations/<uuid:public_id>/terminer/", regies.end, name="end"),
    path("regies/nominations/<uuid:public_id>/completer/", regies.complete, name="complete"),
    path(f"{SHEET}/", sheets.detail, name="sheet"),
    path(f"{SHEET}.pdf", sheets.document, name="document"),
    path(f"{SHEET}/signer/", sheets.sign, name="sign"),
    path(f"{SHEET}/contresigner/", sheets.countersign, name="countersign"),
    path(f"{SHEET}/reprendre/", sheets.reopen, name="reopen"),
    path(f"{SHEET}/annuler/", sheets.cancel, name="cancel"),
    path("depots/<uuid:public_id>/rattacher/", depots.attach, name="attach"),
]
