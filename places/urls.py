"""/lieux/"""

from django.urls import path

from places import views

app_name = "places"

urlpatterns = [
    path("", views.index, name="index"),
    path("ajouter/", views.add, name="add"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/modifier/", views.edit, name="edit"),
    path("<uuid:public_id>/qualifier/", views.qualify, name="qualify"),
    path("<uuid:public_id>/terminer/", views.end, name="end"),
]
