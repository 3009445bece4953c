"""/stock/, how carnets are shared among the depots."""

from django.urls import path

from allocation import views

app_name = "allocation"

urlpatterns = [path("repartition/", views.allocation, name="allocation")]
