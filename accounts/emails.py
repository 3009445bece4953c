"""Letters about an account: a link to choose a password, or what was done to it. Plain text."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts import email_links
from accounts.enums import Link, Notice, Proof
from accounts.models import User
from accounts.password_links import address

SUBJECTS = {
    Link.INVITATION: "Votre accès au Pass numérique",
    Link.RESET: "Choisir un nouveau mot de passe",
}


# What happened, then what its owner does.
NOTICES = {
    Notice.PASSWORD_CHANGED: (
        "Votre mot de passe vient d’être changé.",
        "Si ce n’est pas vous, choisissez-en un autre par «\u00a0Mot de passe oublié\u00a0», et "
        "prévenez la personne qui administre le service.",
    ),
    Notice.EMAIL_CHANGED: (
        "L’adresse électronique de votre compte vient d’être changée\u00a0: les lettres partent "
        "désormais à la nouvelle.",
        "Si ce n’est pas vous, prévenez aussitôt la personne qui administre le service.",
    ),
    Notice.FACTOR_ADDED: (
        "Un second facteur vient d’être ajouté à votre compte.",
        "Si ce n’est pas vous, prévenez aussitôt la personne qui administre le service.",
    ),
    Notice.FACTOR_REMOVED: (
        "Un second facteur de votre compte vient d’être retiré.",
        "Si ce n’est pas vous, prévenez aussitôt la personne qui administre le service.",
    ),
    Notice.RESET_PROPOSED: (
        "Un administrateur propose de retirer votre second facteur. Un autre doit le confirmer.",
        "Si vous ne l’avez pas demandé, prévenez aussitôt la personne qui administre le service.",
    ),
    Notice.CODES_REFUSED: (
        "Votre mot de passe a été donné, puis plusieurs codes de second facteur ont été refusés.",
        "Si ce n’est pas vous, quelqu’un connaît votre mot de passe\u00a0: choisissez-en un autre "
        "par «\u00a0Mot de passe oublié\u00a0».",
    ),
    Notice.IDENTITY_LINKED: (
        "Une identité ProConnect vient d’être reliée à votre compte\u00a0: elle l’ouvre aussi.",
        "Si ce n’est pas vous, prévenez aussitôt la personne qui administre le service.",
    ),
    Notice.IDENTITY_UNLINKED: (
        "Votre compte n’est plus relié à ProConnect. Votre mot de passe l’ouvre toujours.",
        "Si ce n’est pas vous, prévenez aussitôt la personne qui administre le service.",
    ),
    Notice.TO_WATCH: (
        "Quelque chose d’inhabituel vient de se passer dans un programme que vous administrez.",
        "Ouvrez «\u00a0À surveiller\u00a0»\u00a0: la page dit quoi, et qui. Dites-y ce que vous "
        "avez vérifié.",
    ),
    Notice.TO_CONFIRM: (
        "Un autre administrateur propose un rôle, un fichier de programme ou le retrait d’un "
        "second facteur\u00a0: rien ne se fait sans l’accord d’une seconde personne.",
        "Votre accueil dit lequel, sous «\u00a0À faire\u00a0». Lisez-le avant de confirmer.",
    ),
    Notice.VALIDITY_ENDS: (
        "Une commande de pass approche de sa fin de validité, ou vient de la passer.",
        "Ouvrez «\u00a0Fins de validité\u00a0», dans le stock\u00a0: la page dit les jours, les "
        "comptes, et ce qui vous attend.",
    ),
}


def letter_email(user: User, about: str, *, to: str = "") -> EmailMessage:
    """The letter to the owner of an account, by what it is about; `to` is another address."""
    if about in Link.values:
        return password_email(user, Link(about))
    if about in Proof.values:
        page = {"name": user.full_name, "url": email_links.address(user, to)}
        body = render_to_string("emails/new_email.txt", page)
        return EmailMessage(Proof(about).label, body, to=[to])
    happened, then = NOTICES[Notice(about)]
    page = {
        "name": user.full_name,
        "happened": happened,
        "then": then,
        "site": settings.PASSNUM_BASE_URL,
    }
    return EmailMessage(
        Notice(about).label, render_to_string("emails/notice.txt", page), to=[to or user.email]
    )


def password_email(user: User, link: Link) -> EmailMessage:
    """The letter to the owner of an account."""
    roles = user.memberships.in_use()
    page = {
        "name": user.full_name,
        "roles": [str(role) for role in roles],
        "url": address(user, link),
        "site": settings.PASSNUM_BASE_URL,
        "is_invitation": link == Link.INVITATION,
        "has_provider": settings.PASSNUM_OIDC is not None,
    }
    body = render_to_string("emails/password.txt", page)
    return EmailMessage(SUBJECTS[link], body, to=[user.email])
