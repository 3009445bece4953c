"""/stock/tirages/: what is drawn by lot to be controlled."""

from django.urls import path

from sampling import views

app_name = "sampling"

urlpatterns = [
    path("tirages/", views.index, name="draws"),
    path("tirages/tirer/", views.draw, name="add"),
    path("tirages/<uuid:public_id>/", views.detail, name="draw"),
]
