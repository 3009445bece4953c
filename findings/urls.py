"""Addresses of findings."""

from django.urls import path

from findings import views

app_name = "findings"

urlpatterns = [
    path("", views.index, name="findings"),
    path("<slug:fingerprint>/", views.detail, name="finding"),
    path("<slug:fingerprint>/accepter/", views.accept, name="accept"),
    path("<slug:fingerprint>/rouvrir/", views.withdraw, name="withdraw"),
]
