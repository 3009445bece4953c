"""/lieux/"""

from django.urls import path

from places import views

app_name = "places"

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:public_id>/", views.detail, name="detail"),
]
