"""/compte/"""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("mot-de-passe/", views.forgotten, name="forgotten-password"),
    path("mot-de-passe/demande/", views.letter_asked, name="letter-asked"),
    path("mot-de-passe/<str:link>/<str:token>/", views.choose_password, name="choose-password"),
    path("role/", views.switch_membership, name="switch-membership"),
    path("theme/<uuid:public_id>.css", views.theme, name="theme"),
]
