"""/stock/remises/: every hand-out, those of one person, and one."""

from django.urls import path

from hand_outs import views

app_name = "hand_outs"

urlpatterns = [
    path("remises/", views.index, name="hand-outs"),
    path("remises/personnes/<uuid:public_id>/", views.of_person, name="of-person"),
    path("remises/<uuid:public_id>/", views.detail, name="hand-out"),
]
