"""The register of processing (RGPD, art. 30), and what an impact assessment stands on (art. 35):
made from what the models say they keep (`personal`), the règlement and the permissions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.text import capfirst

from accounts.enums import GRANTS, Permission, Role
from accounts.models import User
from beneficiaries.models import Category, Decision
from circulation.rules import LEAST_SHOWN
from common.formats import count
from common.sheets import Sheet
from programmes.models import Programme

HEAD = ("Traitement", "Rubrique", "Texte", "Contenu")
ADULT = 18
OF_ACCOUNT = "agent nommé par son compte"
# What a library keeps of a sign-in that was refused, and our words for its columns.
OF_LIBRARIES = {
    "axes.AccessAttempt": {"connexion": "username ip_address user_agent post_data"},
    "axes.AccessFailureLog": {"connexion": "username ip_address user_agent"},
}
WORDS = {
    "username": "adresse électronique",
    "ip_address": "adresse du client",
    "user_agent": "navigateur",
    "post_data": "formulaire, sans mot de passe",
    "authenticator": "second facteur",
}


@dataclass(frozen=True, slots=True)
class Processing:
    """Why the rows of some apps are kept, on whom, who reads them, and how long."""

    title: str
    purpose: str
    people: str
    apps: tuple[str, ...]
    readers: frozenset[Permission]
    kept: str


# Règlement (UE) n° 1303/2013, art. 140: pieces are kept for the controls of the funders.
FOR_CONTROLS = (
    "Le temps des conventions, puis de leurs contrôles (règlement (UE) n°\u00a01303/2013)."
)
PROCESSINGS = (
    Processing(
        "Attribuer et remettre les pass",
        "Décider du droit aux pass, remettre les carnets, justifier l’argent public.",
        "Personnes qui demandent des pass, agents qui les reçoivent.",
        (
            *("beneficiaries", "distribution", "printing", "ordering", "incidents"),
            *("counts", "circulation", "expiry"),
        ),
        frozenset({Permission.PERSON_READ}),
        "{months} mois après le dernier contact (demande déposée, ou dernier carnet reçu), et tant "
        "qu’un carnet remis peut être utilisé\u00a0; puis effacement automatique, chaque jour. "
        "Restent, sans rien qui nomme\u00a0: commune, public, réponse et pass, pour les comptes.",
    ),
    Processing(
        "Payer les séances aux lieux",
        "Encaisser les pass, savoir qui l’a fait, joindre les lieux.",
        "Médiateurs, contacts des lieux. Aucune personne aidée\u00a0: un lieu ne voit qu’un pass.",
        ("mediation", "places"),
        frozenset({Permission.REDEEM, Permission.PLACE_READ}),
        FOR_CONTROLS,
    ),
    Processing(
        "Suivre les conventions et l’argent",
        "Tenir les actes, leurs échéances et leurs preuves.",
        "Signataires, correspondants des financeurs, agents qui suivent les actes.",
        (
            *("files", "deliberations", "budget", "conventions", "deadlines", "financing"),
            *("findings", "corrections", "finance", "reporting", "invariants", "regies"),
            "sampling",
        ),
        frozenset({Permission.CONVENTION_READ, Permission.FINANCE_READ}),
        FOR_CONTROLS,
    ),
    Processing(
        "Ouvrir les comptes et tenir le journal",
        "Donner à chacun ses actes, protéger l’accès, prouver qui a fait quoi.",
        "Agents, distributeurs, médiateurs, contacts de la collectivité.",
        ("accounts", "audit", "programmes", "axes", "mfa"),
        frozenset({Permission.ACCOUNT_ADMINISTER, Permission.JOURNAL_READ}),
        "Une connexion\u00a0: quelques heures. Une lettre\u00a0: un jour. Le journal\u00a0: "
        "comme les actes qu’il prouve.",
    ),
)


def register(programme: Programme) -> list[dict[str, Any]]:
    """What holds for all, each processing, then the matter of the impact assessment."""
    categories = Category.objects.filter(version__programme=programme)
    known = list(categories.order_by("version__starts_on", "position"))
    found = [
        {"title": one.title, "rows": [*_processing(one, programme, known)]} for one in PROCESSINGS
    ]
    common = {"title": "Pour tous les traitements", "rows": [*_common(programme)]}
    return [
        common,
        *found,
        {"title": "Analyse d’impact (AIPD)", "rows": [*_impact(programme, known)]},
    ]


def register_sheet(programme: Programme) -> Sheet:
    """The same, a row a line."""
    rows = [
        (part["title"], row["key"], row["since"], row["value"])
        for part in register(programme)
        for row in part["rows"]
    ]
    return Sheet("Registre des traitements", HEAD, rows)


def personal_columns(model: Any) -> dict[str, list[str]]:
    """The names of the columns of a model that tell of a person, by kind of data; those that name
    an account are found, not declared.
    """
    meta = model._meta  # noqa: SLF001 - the documented meta API
    declared = OF_LIBRARIES.get(meta.label) or getattr(model, "personal", {})
    found = {kind: names.split() for kind, names in declared.items()}
    accounts = [one.name for one in meta.concrete_fields if one.related_model is User]
    return found | ({OF_ACCOUNT: accounts} if accounts else {})


def _common(programme: Programme) -> Iterator[Any]:
    """What is the same for every processing."""
    authority = programme.authority
    yield _row("Responsable", "art. 30.1.a", f"{authority.name}, {authority.address}".rstrip(", "))
    yield _row("Délégué à la protection des données", "art. 30.1.a", authority.data_officer)
    yield _row("Base légale", "art. 6.1", capfirst(authority.legal_basis))
    yield _row("Destinataires", "art. 30.1.d", "Financeurs\u00a0: des nombres, aucun nom.")
    host = f"Aucun par le service. Hébergeur\u00a0: {authority.host or 'non indiqué'}."
    yield _row("Transferts hors de l’Union", "art. 30.1.e", host)
    yield _row("Sécurité", "art. 30.1.g", _measures())


def _processing(one: Processing, programme: Programme, known: list[Category]) -> Iterator[Any]:
    yield _row("Finalité", "art. 30.1.b", one.purpose)
    yield _row("Personnes", "art. 30.1.c", one.people)
    for kind, told in _data(one.apps).items():
        yield _row(f"Données\u00a0: {kind}", "art. 30.1.c", "\u00a0; ".join(told))
    if "beneficiaries" in one.apps:
        yield _row("Publics du règlement", "art. 30.1.c", _labels(known))
        yield _row("Publics dits sensibles", "art. 9", _sensitive(known))
    readers = [role.label for role in Role if GRANTS[role] & one.readers]
    yield _row("Rôles qui lisent", "art. 30.1.d", ", ".join(readers))
    kept = one.kept.format(months=programme.retention_months)
    yield _row("Conservation", "art. 30.1.f", kept)


def _impact(programme: Programme, known: list[Category]) -> Iterator[Any]:
    """The facts; the risks are for the authority to weigh."""
    people = count(programme.people.known().count(), "personne enregistrée")
    decided = Decision.objects.filter(version__programme=programme).count()
    minors = _labels([one for one in known if one.min_age is None or one.min_age < ADULT])
    yield _row("Échelle", "art. 35.3.b", f"{people}, {count(decided, 'décision')}.")
    yield _row("Publics ouverts à des mineurs", "art. 35.3", minors or "Aucun.")
    yield _row("Publics dits sensibles", "art. 35.3.b", _sensitive(known))
    yield _row(
        "Nécessité et proportion",
        "art. 35.7.b",
        "Le justificatif est vu, jamais gardé. Le NIR est refusé. Un lieu ne reçoit ni nom ni "
        "public. Les listes de personnes ne disent ni public ni situation, et ne se téléchargent "
        f"pas. Un nombre de moins de {LEAST_SHOWN} personnes est masqué.",
    )
    yield _row(
        "Risques à apprécier",
        "art. 35.7.c",
        "Accès illégitime, modification non désirée, disparition\u00a0: la collectivité en juge, "
        "avec son délégué.",
    )
    yield _row("Mesures", "art. 35.7.d", _measures())


def _data(labels: tuple[str, ...]) -> dict[str, list[str]]:
    """What is kept, by kind: `personne : nom, prénom`; of accounts, the rows that name one."""
    found: dict[str, list[str]] = {}
    for label in labels:
        for model in apps.get_app_config(label).get_models():
            meta: Any = model._meta  # noqa: SLF001 - the documented meta API
            for kind, names in personal_columns(model).items():
                columns = [_in_words(meta.get_field(name)) for name in names]
                told = "" if kind == OF_ACCOUNT else f"\u00a0: {', '.join(columns)}"
                name = WORDS.get(meta.model_name) or meta.verbose_name
                found.setdefault(kind, []).append(f"{name}{told}")
    return found


def _in_words(column: Any) -> str:
    known = column.related_model._meta if column.is_relation else column  # noqa: SLF001
    return WORDS.get(column.name) or str(known.verbose_name)


def _measures() -> str:
    asked = [role.label for role in Role if role in settings.PASSNUM_FACTOR_ROLES]
    return (
        f"Second facteur\u00a0: {', '.join(asked) or 'aucun rôle ne le demande'}. Lectures de "
        "fiches et actes au journal, qui ne s’efface pas. Chaque rôle ne voit que sa part."
    )


def _labels(categories: list[Category]) -> str:
    return "\u00a0; ".join(dict.fromkeys(one.label for one in categories))


def _sensitive(known: list[Category]) -> str:
    return _labels([one for one in known if one.is_sensitive]) or "Aucun n’est dit sensible."


def _row(key: str, article: str, value: str) -> dict[str, str]:
    return {"key": key, "since": article, "value": value or "Non indiqué."}
