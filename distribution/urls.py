"""/stock/"""

from django.urls import path

from distribution.views import counter, stock

app_name = "distribution"

urlpatterns = [
    path("", stock.index, name="stock"),
    path("depots/<uuid:public_id>/", stock.depot, name="depot"),
    path("commandes/", stock.orders, name="orders"),
    path("commandes/<uuid:public_id>/", stock.order, name="order"),
    path("lots/<uuid:public_id>/mettre-en-service/", stock.activate, name="activate-lot"),
    path("comptoir/", counter.counter, name="counter"),
    path("comptoir/decisions/<uuid:public_id>/", counter.hand_out, name="hand-out"),
    path("comptoir/remises/<uuid:public_id>/annuler/", counter.undo, name="undo-hand-out"),
    path("remises/<uuid:public_id>.pdf", counter.receipt, name="receipt"),
]
