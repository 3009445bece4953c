"""Addresses of programmes."""

from django.urls import path

from programmes import views

app_name = "programmes"

urlpatterns = [
    path("conventions/programme/", views.switch_programme, name="switch"),
]
