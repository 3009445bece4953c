"""/conventions/"""

from django.urls import path

from conventions.views import (
    agreement_steps,
    agreements,
    attachments,
    avenant_steps,
    avenants,
    budget,
    calendars,
    commitments,
    deliberations,
    duties,
    feeds,
    findings,
    plans,
    programmes,
    simulator,
    subsidies,
    texts,
)

app_name = "conventions"

OF_PROGRAMMES = [
    path("programme/", programmes.switch_programme, name="switch-programme"),
]
OF_DELIBERATIONS = [
    path("deliberations/", deliberations.deliberations, name="deliberations"),
    path("deliberations/chronologie/", deliberations.timeline, name="timeline"),
    path("deliberations/ajouter/", deliberations.add_deliberation, name="add-deliberation"),
    path("deliberations/<uuid:public_id>/", deliberations.deliberation, name="deliberation"),
    path(
        "deliberations/<uuid:public_id>/modifier/",
        deliberations.edit_deliberation,
        name="edit-deliberation",
    ),
    path(
        "deliberations/<uuid:public_id>/rattacher/",
        deliberations.tie_deliberation,
        name="tie-deliberation",
    ),
    path(
        "deliberations/<uuid:public_id>/rattacher/<uuid:cited_id>/defaire/",
        deliberations.untie_deliberation,
        name="untie-deliberation",
    ),
    path("deliberations/<uuid:public_id>/calendrier/", calendars.add_calendar, name="add-calendar"),
]
OF_AVENANTS = [
    path("<uuid:public_id>/avenants/ajouter/", avenants.add_avenant, name="add-avenant"),
    path("avenants/<uuid:public_id>/", avenants.avenant, name="avenant"),
    path("avenants/<uuid:public_id>.pdf", avenants.avenant_document, name="avenant-document"),
    path("avenants/<uuid:public_id>/comparer/", avenants.compare, name="difference"),
    path("avenants/<uuid:public_id>/modifier/", texts.edit_avenant, name="edit-avenant"),
    path("avenants/<uuid:public_id>/objet/", avenants.avenant_subject, name="avenant-subject"),
    path("avenants/<uuid:public_id>/texte/<slug:slug>/", texts.avenant_text, name="avenant-text"),
    path("avenants/<uuid:public_id>/voter/", avenant_steps.vote_avenant, name="vote-avenant"),
    path(
        "avenants/<uuid:public_id>/retirer-le-vote/",
        avenant_steps.withdraw_avenant_vote,
        name="withdraw-avenant-vote",
    ),
    path("avenants/<uuid:public_id>/signer/", avenant_steps.sign_avenant, name="sign-avenant"),
    path(
        "avenants/<uuid:public_id>/abandonner/",
        avenant_steps.abandon_avenant,
        name="abandon-avenant",
    ),
]
OF_DUTIES = [
    path("echeances/", duties.duties, name="duties"),
    path("echeances/<int:year>/<int:month>/", duties.month, name="month"),
    path("echeances/<uuid:public_id>/", duties.occurrence, name="occurrence"),
    path(
        "echeances/<uuid:public_id>/preparer/",
        duties.prepare_occurrence,
        name="prepare-occurrence",
    ),
    path("echeances/<uuid:public_id>/envoyer/", duties.send_occurrence, name="send-occurrence"),
    path("echeances/<uuid:public_id>/dispenser/", duties.waive_occurrence, name="waive-occurrence"),
    path(
        "echeances/<uuid:public_id>/reprendre/", duties.resume_occurrence, name="resume-occurrence"
    ),
    path("echeances/<uuid:public_id>/confier/", duties.assign_occurrence, name="assign-occurrence"),
    path("echeances/<uuid:public_id>/justifier/", duties.add_proof, name="add-proof"),
]
OF_FEEDS = [
    path("echeances/agenda/", feeds.feeds, name="feeds"),
    path("echeances/agenda/creer/", feeds.open_feed, name="open-feed"),
    path("echeances/agenda/<uuid:public_id>/revoquer/", feeds.revoke_feed, name="revoke-feed"),
    path("echeances/agenda/<str:secret>.ics", feeds.feed, name="feed"),
]
OF_ATTACHMENTS = [
    path("pieces/<uuid:public_id>/", attachments.attachment, name="attachment"),
    path(
        "pieces/<uuid:public_id>/retirer/",
        attachments.withdraw_attachment,
        name="withdraw-attachment",
    ),
    path(
        "pieces/<slug:nature>/<uuid:public_id>/ajouter/",
        attachments.add_attachment,
        name="add-attachment",
    ),
]
OF_SIMULATOR = [
    path("simulateur/", simulator.simulator, name="simulator"),
]
OF_FINDINGS = [
    path("ecarts/", findings.findings, name="findings"),
    path("ecarts/<slug:fingerprint>/", findings.finding, name="finding"),
    path("ecarts/<slug:fingerprint>/accepter/", findings.accept_finding, name="accept-finding"),
    path(
        "ecarts/<slug:fingerprint>/rouvrir/",
        findings.withdraw_acceptance,
        name="withdraw-acceptance",
    ),
]
OF_PLANS = [
    path("plans/", plans.index, name="plans"),
    path("plans/ajouter/", plans.add_plan, name="add-plan"),
    path("plans/<uuid:public_id>/", plans.plan, name="plan"),
    path("plans/<uuid:public_id>/modifier/", plans.edit_plan, name="edit-plan"),
]
OF_BUDGET = [
    path("budget/", budget.index, name="budget"),
    path("budget/ajouter/", budget.add_budget_line, name="add-budget-line"),
    path("budget/<uuid:public_id>/", budget.budget_line, name="budget-line"),
    path("budget/<uuid:public_id>/modifier/", budget.edit_budget_line, name="edit-budget-line"),
    path("budget/<uuid:public_id>/engager/", commitments.commit, name="commit"),
    path(
        "budget/engagements/<uuid:public_id>/degager/",
        commitments.release,
        name="release",
    ),
]
OF_SUBSIDIES = [
    path("subventions/", subsidies.index, name="subsidies"),
    path("subventions/ajouter/", subsidies.add_subsidy, name="add-subsidy"),
    path("subventions/<uuid:public_id>/", subsidies.subsidy, name="subsidy"),
    path("subventions/<uuid:public_id>/corriger/", subsidies.edit_subsidy, name="edit-subsidy"),
    path("subventions/<uuid:public_id>/payer/", subsidies.pay_subsidy, name="pay-subsidy"),
    path(
        "subventions/<uuid:public_id>/recevoir-le-bilan/",
        subsidies.receive_report,
        name="receive-report",
    ),
]
OF_CONVENTIONS = [
    path("", agreements.index, name="index"),
    path("ajouter/", agreements.add, name="add"),
    path("<uuid:public_id>/", agreements.detail, name="detail"),
    path("<uuid:public_id>/modifier/", texts.edit, name="edit"),
    path("<uuid:public_id>/intitule/", agreements.identity, name="identity"),
    path("<uuid:public_id>/texte/<slug:slug>/", texts.text, name="text"),
    path("<uuid:public_id>/voter/", agreement_steps.vote, name="vote"),
    path("<uuid:public_id>/retirer-le-vote/", agreement_steps.withdraw_vote, name="withdraw-vote"),
    path("<uuid:public_id>/signer/", agreement_steps.sign, name="sign"),
    path("<uuid:public_id>/jour-de-signature/", agreement_steps.say_day, name="say-day"),
    path("<uuid:public_id>/clore/", agreement_steps.close, name="close"),
    path("<uuid:public_id>/resilier/", agreement_steps.terminate, name="terminate"),
    path("<uuid:public_id>/supprimer/", agreement_steps.discard, name="discard"),
]
urlpatterns = [
    *OF_PROGRAMMES,
    *OF_DELIBERATIONS,
    *OF_AVENANTS,
    *OF_DUTIES,
    *OF_FEEDS,
    *OF_ATTACHMENTS,
    *OF_FINDINGS,
    *OF_SIMULATOR,
    *OF_PLANS,
    *OF_BUDGET,
    *OF_SUBSIDIES,
    *OF_CONVENTIONS,
]
