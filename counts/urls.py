"""/stock/, what concerns the counts of stores."""

from django.urls import path

from counts import views

app_name = "counts"

urlpatterns = [
    path("comptages/", views.index, name="counts"),
    path("depots/<uuid:public_id>/compter/", views.open_count, name="open"),
    path("comptages/<uuid:public_id>/", views.detail, name="count"),
    path("comptages/<uuid:public_id>.pdf", views.sheet, name="sheet"),
    path("comptages/<uuid:public_id>/compter/", views.add, name="add"),
    path("comptages/<uuid:public_id>/recompter/", views.withdraw, name="withdraw"),
    path("comptages/<uuid:public_id>/expliquer/", views.explain, name="explain"),
    path("comptages/<uuid:public_id>/clore/", views.close, name="close"),
    path("comptages/<uuid:public_id>/annuler/", views.cancel, name="cancel"),
]
