"""Addresses of files."""

from django.urls import path

from files import views

app_name = "files"

urlpatterns = [
    path("<uuid:public_id>/", views.download, name="download"),
    path("<uuid:public_id>/retirer/", views.withdraw, name="withdraw"),
    path("<slug:owner>/<uuid:public_id>/ajouter/", views.add, name="add"),
]
