"""/stock/, what concerns orders until they are received."""

from django.urls import path

from ordering.views import lots, orders

app_name = "ordering"

urlpatterns = [
    path("commandes/", orders.index, name="orders"),
    path("commandes/passer/", orders.place, name="place"),
    path("commandes/<uuid:public_id>/", orders.detail, name="order"),
    path("lots/<uuid:public_id>/receptionner/", lots.deliver, name="deliver-lot"),
]
