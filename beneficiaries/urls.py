"""/ayants-droit/"""

from django.urls import path

from beneficiaries import views

app_name = "beneficiaries"

urlpatterns = [
    path("", views.index, name="index"),
    path("enregistrer/", views.register, name="register"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/demande/", views.file_request, name="request"),
    path("decisions/<uuid:public_id>/", views.decision, name="decision"),
    path("reglement/", views.reglements, name="reglements"),
    path("reglement/<uuid:public_id>/", views.reglement, name="reglement"),
]
