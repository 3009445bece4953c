"""/compte/"""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("role/", views.switch_membership, name="switch-membership"),
    path("theme/<uuid:public_id>.css", views.theme, name="theme"),
]
