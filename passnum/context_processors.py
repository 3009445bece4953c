"""The frame of every page: where I am, who I am, what my role may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.enums import Conformity, Permission, Role
from accounts.models import Organisation, User
from common import clock
from common.formats import moment
from common.http import address, page_address


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation, for those who hold its permission; `others` stand under it."""

    label: str
    url_name: str
    permission: Permission
    others: tuple[str, ...] = ()


OF_AUTHORITY = ("programmes:organisations", "reporting:register")
# In the order of a pass's life.
NAVIGATION = [
    Entry("Accueil", "reporting:home", Permission.HOME_READ),
    Entry("Conventions", "dossiers:conventions", Permission.CONVENTION_READ),
    Entry("Comptoir", "distribution:counter", Permission.HAND_OUT),
    Entry("Ayants droit", "beneficiaries:index", Permission.PERSON_READ, ("reporting:register",)),
    Entry("Règlement", "beneficiaries:reglements", Permission.REGLEMENT_READ),
    Entry("Stock", "distribution:stock", Permission.STOCK_READ),
    Entry("Lieux", "places:index", Permission.PLACE_READ),
    Entry("Encaisser", "mediation:redeem", Permission.REDEEM),
    Entry("Aujourd’hui", "mediation:today", Permission.REDEEM),
    Entry("Appareils", "mediation:devices", Permission.DEVICE_READ),
    Entry("Finances", "finance:index", Permission.FINANCE_READ),
    Entry("Rapports", "reporting:reports", Permission.REPORT_READ, ("reporting:indicators",)),
    Entry("Programmes", "programmes", Permission.ACCOUNT_ADMINISTER, OF_AUTHORITY),
    Entry("Rôles", "programmes:roles", Permission.ACCOUNT_ADMINISTER),
    Entry("À surveiller", "reporting:alerts", Permission.JOURNAL_READ),
    Entry("Journal", "events:journal", Permission.JOURNAL_READ),
]

# The parts of « Conventions », in a second bar. A part is current where its address fits longest.
PARTS = [
    Entry("Conventions", "dossiers:conventions", Permission.CONVENTION_READ),
    Entry("Délibérations", "deliberations:index", Permission.CONVENTION_READ),
    Entry("Échéances", "deadlines:occurrences", Permission.CONVENTION_READ),
    Entry("Écarts", "findings:findings", Permission.CONVENTION_READ),
    Entry("Plans", "financing:plans", Permission.CONVENTION_READ),
    Entry("Budget", "budget:budget-lines", Permission.CONVENTION_READ),
    Entry("Subventions", "budget:subsidies", Permission.CONVENTION_READ),
    Entry("Simulateur", "financing:simulator", Permission.CONVENTION_READ),
]


def frame(request: HttpRequest) -> dict[str, Any]:
    """What `layout/base.html` shows around the page, as `frame`."""
    programme = getattr(request, "programme", None)
    user = getattr(request, "user", None)
    found: dict[str, Any] = {
        "programme": programme,
        "authority": str(programme.authority) if programme else "",
        "theme_url": _theme_url(programme),
        "accessibility": partial(_accessibility, programme),  # asked where it is shown
        "demo_day": moment(clock.now()) if settings.PASSNUM_DEMO else "",
        "has_provider": settings.PASSNUM_OIDC is not None,
        "nav": [],
        "parts": [],
        "programmes": [],
        "memberships": [],
        "user_name": "",
        "who": "",
        "is_account": request.path.startswith(page_address("accounts:account")),
    }
    if isinstance(user, User) and user.is_authenticated:
        found |= _member(request, user)
    return {"frame": found}


def _member(request: HttpRequest, user: User) -> dict[str, Any]:
    acting, current = user.acting, getattr(request, "programme", None)
    return {
        "user_name": str(user),
        "who": str(user.public_id),
        "role_label": Role(acting.role).label if acting else "sans rattachement",
        "organisation": str(acting.organisation) if acting else "",
        "nav": [*navigation(NAVIGATION, request.path, user), _help(request.path)],
        "parts": parts(request.path, user),
        "memberships": [
            {"id": held.pk, "label": str(held), "current": held == acting} for held in user.held
        ],
        "programmes": [
            {"id": reached.pk, "label": str(reached), "current": reached == current}
            for reached in getattr(request, "programmes", ())
        ],
    }


def _help(path: str) -> dict[str, Any]:
    """The last entry, for everybody."""
    url = page_address("help")
    return {"label": "Aide", "url": url, "current": path.startswith(url)}


def navigation(entries: Sequence[Entry], path: str, user: User) -> list[dict[str, Any]]:
    """The entries that the role may open; the longest address that fits is the current one."""
    shown = [(entry, _fit(entry, path)) for entry in entries if user.can(entry.permission)]
    best = max((fit for _, fit in shown), default=0)
    return [
        {"label": entry.label, "url": page_address(entry.url_name), "current": 0 < fit == best}
        for entry, fit in shown
    ]


def _fit(entry: Entry, path: str) -> int:
    """How much of an address is that of an entry, or of one of its other pages."""
    urls = [page_address(name) for name in (entry.url_name, *entry.others)]
    fitting = (url for url in urls if (path.startswith(url) if url != "/" else path == url))
    return max(map(len, fitting), default=0)


def parts(path: str, user: User) -> list[dict[str, Any]]:
    """The second bar of « Conventions »; none elsewhere, nor where it has a single part."""
    is_held = path.startswith(page_address("dossiers:conventions"))
    shown = navigation(PARTS, path, user) if is_held else []
    return shown if len(shown) > 1 else []


def _accessibility(programme: Any) -> str:
    """What the authority states; signed out, the worst that one of them states."""
    if programme is not None:
        return str(programme.authority.get_accessibility_display())
    authorities = Organisation.objects.filter(programmes__isnull=False)
    stated = set(authorities.values_list("accessibility", flat=True))
    return next((one.label for one in Conformity if one in stated), Conformity.NONE.label)


def _theme_url(programme: Any) -> str:
    if programme is None or not programme.authority.accent:
        return ""
    return address("accounts:theme", programme.authority.public_id)
