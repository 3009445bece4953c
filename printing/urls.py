"""/stock/, what concerns the files of codes for printers."""

from django.urls import path

from printing import views

app_name = "printing"

urlpatterns = [
    path("lots/<uuid:public_id>/impression/", views.index, name="lot"),
    path("lots/<uuid:public_id>/impression/demander/", views.propose, name="propose"),
    path("impressions/<uuid:public_id>/confirmer/", views.confirm, name="confirm"),
    path("impressions/<uuid:public_id>/annuler/", views.withdraw, name="withdraw"),
    path("impressions/<uuid:public_id>/refuser/", views.decline, name="decline"),
    path("impressions/<uuid:public_id>/telecharger/", views.take, name="take"),
]
