"""Addresses of the budget."""

from django.urls import path

from budget.views import budget_lines, commitments, subsidies

app_name = "budget"

urlpatterns = [
    path("budget/", budget_lines.index, name="budget-lines"),
    path("budget/ajouter/", budget_lines.add, name="add-budget-line"),
    path("budget/<uuid:public_id>/", budget_lines.detail, name="budget-line"),
    path("budget/<uuid:public_id>/modifier/", budget_lines.edit, name="edit-budget-line"),
    path("budget/<uuid:public_id>/engager/", commitments.commit, name="commit"),
    path("budget/engagements/<uuid:public_id>/degager/", commitments.release, name="release"),
    path("subventions/", subsidies.index, name="subsidies"),
    path("subventions/ajouter/", subsidies.add, name="add-subsidy"),
    path("subventions/<uuid:public_id>/", subsidies.detail, name="subsidy"),
    path("subventions/<uuid:public_id>/corriger/", subsidies.edit, name="edit-subsidy"),
    path("subventions/<uuid:public_id>/payer/", subsidies.pay, name="pay-subsidy"),
    path(
        "subventions/<uuid:public_id>/recevoir-le-bilan/",
        subsidies.receive_report,
        name="receive-report",
    ),
]
