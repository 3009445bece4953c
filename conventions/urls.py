"""/conventions/"""

from django.urls import path

from conventions import views

app_name = "conventions"

urlpatterns = [
    path("", views.index, name="index"),
    path("programme/", views.switch_programme, name="switch-programme"),
    path("deliberations/<uuid:public_id>/", views.deliberation, name="deliberation"),
    path("avenants/<uuid:public_id>/", views.avenant, name="avenant"),
    path("avenants/<uuid:public_id>/signer/", views.sign_avenant, name="sign-avenant"),
    path("<uuid:public_id>/", views.detail, name="detail"),
]
