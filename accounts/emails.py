"""The letter that holds a link to choose a password, in plain text."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts.enums import Link
from accounts.models import User
from accounts.password_links import address

SUBJECTS = {
    Link.INVITATION: "Votre accès au Pass numérique",
    Link.RESET: "Choisir un nouveau mot de passe",
}


def password_email(user: User, link: Link) -> EmailMessage:
    """The letter to the owner of an account."""
    roles = user.memberships.in_use()
    page = {
        "name": user.full_name,
        "roles": [str(role) for role in roles],
        "url": address(user, link),
        "site": settings.PASSNUM_BASE_URL,
        "is_invitation": link == Link.INVITATION,
    }
    body = render_to_string("emails/password.txt", page)
    return EmailMessage(SUBJECTS[link], body, to=[user.email])
