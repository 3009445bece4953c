"""/ayants-droit/, what concerns the erasure and the copy of the data of a person."""

from django.urls import path

from retention import views

app_name = "retention"

urlpatterns = [
    path("a-effacer/", views.index, name="index"),
    path("<uuid:public_id>/copie/", views.copy, name="copy"),
    path("<uuid:public_id>/effacer/", views.erase, name="erase"),
]
