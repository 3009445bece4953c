"""/stock/, what concerns orders until they are received."""

from django.urls import path

from ordering.views import lots, orders

app_name = "ordering"

urlpatterns = [
    path("commandes/", orders.orders, name="orders"),
    path("commandes/<uuid:public_id>/", orders.order, name="order"),
    path("lots/<uuid:public_id>/receptionner/", lots.deliver, name="deliver-lot"),
]
