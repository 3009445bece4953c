"""/stock/controles/."""

from django.urls import path

from invariants import views

app_name = "invariants"

urlpatterns = [path("controles/", views.checks, name="checks")]
