"""/conventions/"""

from django.urls import path

from conventions.views import (
    agreements,
    attachments,
    avenants,
    deliberations,
    duties,
    feeds,
    findings,
    programmes,
    simulator,
)

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
    path("agenda/", feeds.feeds, name="feeds"),
    path("agenda/creer/", feeds.open_feed, name="open-feed"),
    path("agenda/<uuid:public_id>/revoquer/", feeds.revoke_feed, name="revoke-feed"),
    path("agenda/<str:secret>.ics", feeds.feed, name="feed"),
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
OF_CONVENTIONS = [
    path("", agreements.index, name="index"),
    path("<uuid:public_id>/", agreements.detail, name="detail"),
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
    *OF_CONVENTIONS,
]
