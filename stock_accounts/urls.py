"""/stock/, the accounts that a comptable asks for."""

from django.urls import path

from stock_accounts import views

app_name = "stock_accounts"

urlpatterns = [
    path("compte-d-emploi/", views.account, name="account"),
    path("compte-d-emploi.pdf", views.account_pdf, name="account-pdf"),
    path("bordereau-d-emploi/", views.bordereau, name="bordereau"),
    path("bordereau-d-emploi.pdf", views.bordereau_pdf, name="bordereau-pdf"),
]
