"""/stock/, beside the pages of `distribution`."""

from django.urls import path

from movements import views

app_name = "movements"

urlpatterns = [
    path("envois/", views.shipments, name="shipments"),
    path("envois/<uuid:public_id>/", views.shipment, name="shipment"),
    path("envois/<uuid:public_id>.pdf", views.note, name="note"),
    path("envois/<uuid:public_id>/recevoir/", views.receive, name="receive"),
    path("envois/<uuid:public_id>/recevoir-une-partie/", views.receive_part, name="receive-part"),
    path("envois/<uuid:public_id>/regler/", views.settle, name="settle"),
    path("envois/<uuid:public_id>/annuler/", views.cancel, name="cancel"),
    path("depots/<uuid:public_id>/envoyer/", views.send, name="send"),
    path("depots/<uuid:public_id>/declarer-une-perte/", views.declare_lost, name="declare-lost"),
    path("grand-livre/<uuid:public_id>/contre-passer/", views.reverse, name="reverse"),
]
