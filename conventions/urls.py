"""/conventions/"""

from django.urls import path

from conventions.views import agreements, avenants, deliberations, programmes

app_name = "conventions"

OF_PROGRAMMES = [
    path("programme/", programmes.switch_programme, name="switch-programme"),
]
OF_DELIBERATIONS = [
    path("deliberations/<uuid:public_id>/", deliberations.deliberation, name="deliberation"),
]
OF_AVENANTS = [
    path("avenants/<uuid:public_id>/", avenants.avenant, name="avenant"),
    path("avenants/<uuid:public_id>/signer/", avenants.sign_avenant, name="sign-avenant"),
]
OF_CONVENTIONS = [
    path("", agreements.index, name="index"),
    path("<uuid:public_id>/", agreements.detail, name="detail"),
]
urlpatterns = [*OF_PROGRAMMES, *OF_DELIBERATIONS, *OF_AVENANTS, *OF_CONVENTIONS]
