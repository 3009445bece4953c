"""Addresses of programmes, and of the roles that are held in them."""

from django.urls import path

from programmes.views import factor_resets, notices, organisations, programmes, roles, sign_ins

app_name = "programmes"

# Read without signing in.
NOTICES = [
    path(address, notices.notice, {"template": template}, name=name)
    for address, name, template in (
        ("accessibilite/", "accessibility", "notices/accessibility.html"),
        ("mentions-legales/", "legal", "notices/legal.html"),
        ("donnees-personnelles/", "personal-data", "notices/personal_data.html"),
        ("contact/", "contact", "notices/contact.html"),
    )
]
urlpatterns = [
    *NOTICES,
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/<uuid:public_id>/", organisations.edit, name="organisation"),
    path("programmes/mentions/", notices.edit, name="notices"),
    path("conventions/programme/", programmes.switch_programme, name="switch"),
    path("roles/", roles.index, name="roles"),
    path("roles/separation/", roles.separations, name="separations"),
    path("roles/connexions/terminer/", sign_ins.end_all, name="end-all-sign-ins"),
    path("roles/inviter/", roles.invite, name="invite"),
    path("roles/personnes/<uuid:public_id>/", roles.holder, name="role-holder"),
    path("roles/personnes/<uuid:public_id>/donner/", roles.give, name="give-role"),
    path("roles/personnes/<uuid:public_id>/ecrire/", roles.send_link, name="send-link"),
    path("roles/personnes/<uuid:public_id>/deconnecter/", sign_ins.end, name="end-sign-ins"),
    path(
        "roles/personnes/<uuid:public_id>/second-facteur/",
        factor_resets.propose,
        name="propose-factor-reset",
    ),
    path(
        "roles/second-facteur/<uuid:public_id>/confirmer/",
        factor_resets.confirm,
        name="confirm-factor-reset",
    ),
    path(
        "roles/second-facteur/<uuid:public_id>/refuser/",
        factor_resets.refuse,
        name="refuse-factor-reset",
    ),
    path("roles/<uuid:public_id>/confirmer/", roles.confirm, name="confirm-role"),
    path("roles/<uuid:public_id>/refuser/", roles.refuse, name="refuse-role"),
    path("roles/<uuid:public_id>/terminer/", roles.end, name="end-role"),
    path("roles/<uuid:public_id>/quitter/", roles.leave, name="leave-role"),
]
