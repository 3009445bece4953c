"""/stock/, what concerns carnets that were lost once handed out."""

from django.urls import path

from incidents import views

app_name = "incidents"

urlpatterns = [
    path("carnets-bloques/", views.index, name="blocks"),
    path("carnets-bloques/chercher/", views.find, name="find"),
    path("carnets-bloques/<uuid:public_id>/", views.detail, name="block"),
    path("carnets-bloques/<uuid:public_id>/debloquer/", views.lift, name="lift"),
    path(
        "remises/<uuid:public_id>/carnets/<int:number>/bloquer/",
        views.block_carnet,
        name="block-carnet",
    ),
]
