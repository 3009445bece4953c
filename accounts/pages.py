"""What the pages of one's own account show."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import SavedFilter, SignIn, User
from accounts.readings import open_sign_ins
from accounts.rules import in_words
from accounts.second_factors import Kind, factors_of, name_of, recovery_codes_left
from accounts.session_store import real_now
from common.formats import count, day
from common.http import address
from common.lists import SavedFilters
from common.sort_key import in_reading_order

Row = dict[str, str]


def account_page(user: User) -> dict[str, Any]:
    factors = list(factors_of(user))
    rows = [
        _row("Adresse électronique", user.email, "change-email", "Changer"),
        _password_row(user),
        *(
            _row(name_of(one), f"depuis le {day(one.created_at)}", "remove-factor", "Retirer")
            for one in factors
        ),
    ]
    if not any(one.type == Kind.TOTP for one in factors):
        rows.append(_missing("Application de codes", "Ajouter une application", "add-factor"))
    rows.append(_missing("Autre clé d’accès", "Ajouter une clé d’accès", "add-passkey"))
    if factors:
        left = recovery_codes_left(user)
        said = count(left, "code") if left else "aucun code"
        rows.append(_row("Codes de secours", said, "recovery-codes", "Refaire"))
    if settings.PASSNUM_OIDC:
        rows.append(_identity_row(user, settings.PASSNUM_OIDC.issuer))
    opened = count(open_sign_ins(user).count(), "ouverte")
    rows.append(_row("Connexions", opened, "sign-ins", "Voir"))
    return {"rows": rows, "has_factor": bool(factors)}


def sign_ins_page(rows: QuerySet[SignIn], key: str | None) -> dict[str, Any]:
    """The sessions, each in words; `key` is that of the request."""
    now = real_now()
    found = [
        {
            "row": row,
            "since": in_words(now - row.started_at),
            "seen": in_words(now - row.seen_at),
            "is_this": row.pk == key,
        }
        for row in rows
    ]
    return {"sign_ins": found, "others": sum(not one["is_this"] for one in found)}


def _password_row(user: User) -> Row:
    if user.has_usable_password():
        return _row("Mot de passe", "choisi par vous", "change-password", "Changer")
    return _missing("Mot de passe", "Choisir un mot de passe", "forgotten-password")


def _identity_row(user: User, issuer: str) -> Row:
    found = user.identities.filter(issuer=issuer).first()
    if found is None:
        return _missing("ProConnect", "Relier votre identité ProConnect", "link-identity")
    said = f"{found.email}, depuis le {day(found.linked_at)}".lstrip(", ")
    return _row("ProConnect", said, "unlink-identity", "Retirer")


def _row(key: str, value: str, name: str, act: str) -> Row:
    return {"key": key, "value": value, "url": reverse(f"accounts:{name}"), "act": act}


def _missing(key: str, act: str, name: str) -> Row:
    return {
        "key": key,
        "value": "",
        "url": "",
        "missing": act,
        "missing_url": reverse(f"accounts:{name}"),
    }


def saved_filters(request: HttpRequest) -> list[SavedFilters]:
    """What the user of a request saved of its list."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return []
    rows = SavedFilter.objects.visible_to(user).filter(path=request.path)
    return [
        SavedFilters(
            one.name,
            one.url,
            address("accounts:rename-filters", one.public_id),
            address("accounts:remove-filters", one.public_id),
        )
        for one in in_reading_order(rows, "name", "pk")
    ]
