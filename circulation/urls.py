"""/stock/, what concerns the use of carnets."""

from django.urls import path

from circulation.views import stages

app_name = "circulation"

urlpatterns = [
    path("parcours/", stages.stages, name="stages"),
]
