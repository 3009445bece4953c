"""/stock/, what concerns orders until they are received."""

from django.urls import path

from ordering.views import costs, lots, markets, orders

app_name = "ordering"

urlpatterns = [
    path("commandes/", orders.index, name="orders"),
    path("commandes/passer/", orders.place, name="place"),
    path("commandes/<uuid:public_id>/", orders.detail, name="order"),
    path("commandes/<uuid:public_id>/annuler/", orders.cancel, name="cancel"),
    path("commandes/<uuid:public_id>/engager/", costs.add, name="add-cost"),
    path("marches/", markets.index, name="markets"),
    path("marches/saisir/", markets.add, name="add-market"),
    path("marches/<uuid:public_id>/", markets.detail, name="market"),
    path("lots/<uuid:public_id>/bat/recevoir/", lots.receive_proof, name="receive-proof"),
    path("lots/<uuid:public_id>/bat/valider/", lots.approve_proof, name="approve-proof"),
    path("lots/<uuid:public_id>/bat/refuser/", lots.refuse_proof, name="refuse-proof"),
    path("lots/<uuid:public_id>/fabriquer/", lots.start_production, name="start-production"),
    path("lots/<uuid:public_id>/expedier/", lots.announce_dispatch, name="announce-dispatch"),
    path("lots/<uuid:public_id>/receptionner/", lots.deliver, name="deliver-lot"),
    path("lots/<uuid:public_id>/annuler/", lots.cancel, name="cancel-lot"),
]
