"""/stock/"""

from django.urls import path

from distribution.views import depots, hand_outs, lots

app_name = "distribution"

urlpatterns = [
    path("", depots.index, name="stock"),
    path("depots/ouvrir/", depots.open_depot, name="open-depot"),
    path("depots/<uuid:public_id>/", depots.depot, name="depot"),
    path("depots/<uuid:public_id>/renommer/", depots.rename, name="rename-depot"),
    path("depots/<uuid:public_id>/fermer/", depots.close, name="close-depot"),
    path("depots/<uuid:public_id>/rouvrir/", depots.open_again, name="open-depot-again"),
    path("lots/<uuid:public_id>/proposer/", lots.propose, name="propose-lot"),
    path("lots/<uuid:public_id>/retirer/", lots.withdraw, name="withdraw-lot"),
    path("lots/<uuid:public_id>/mettre-en-service/", lots.activate, name="activate-lot"),
    path("lots/<uuid:public_id>/refuser/", lots.decline, name="decline-lot"),
    path("comptoir/", hand_outs.counter, name="counter"),
    path("comptoir/decisions/<uuid:public_id>/", hand_outs.hand_out, name="hand-out"),
    path("comptoir/remises/<uuid:public_id>/annuler/", hand_outs.undo, name="undo-hand-out"),
    path("remises/<uuid:public_id>.pdf", hand_outs.receipt, name="receipt"),
]
