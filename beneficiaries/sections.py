"""Sections `establishments` and `reglements` of a programme file."""

from beneficiaries.actions import categories, establishments, reglements
from beneficiaries.models import Category, Establishment, ReglementVersion
from common.file_rows import FileRows, Key
from deliberations.sections import vote_key

CATEGORIES = FileRows(
    "categories",
    Category,
    "Un public de la version, et les pass qu’il ouvre.",
    (
        Key("code", "nom court"),
        Key("label"),
        Key("min_age", "âge minimal au jour du dépôt"),
        Key("max_age", "âge maximal au jour du dépôt"),
        Key("statuses", "situation admise ; aucune : toutes"),
        Key("proof"),
        Key("is_far_from_employment"),
        Key("is_sensitive"),
        Key("names_establishment"),
        Key("passes_granted"),
        Key("passes_granted_alone", "pass accordés à une personne venue seule"),
        Key("ceiling"),
        Key("period_months", "période, en mois, 12 sinon"),
    ),
    of=lambda version: version.categories.order_by("position"),
    identity=("code",),
    record=categories.record,
    rank_in="position",
    at_least=1,
)
ESTABLISHMENTS = FileRows(
    "establishments",
    Establishment,
    "Un établissement que les demandes peuvent nommer ; son nom est vide tant qu’il est inconnu.",
    (
        Key("position"),
        Key("name", is_left=True),
        Key("commune", is_left=True),
        Key("uai", is_left=True),
    ),
    of=lambda programme: programme.establishments.order_by("position"),
    identity=("position",),
    record=establishments.record,
    correct=establishments.edit,
    completable=("name", "commune", "uai"),
)
REGLEMENTS = FileRows(
    "reglements",
    ReglementVersion,
    "Une version du règlement : elle juge les demandes déposées pendant sa période.",
    (
        Key("code", "nom court"),
        Key("title"),
        Key("starts_on", "premier jour de dépôt"),
        Key("ends_on", "dernier jour de dépôt, inclus"),
        vote_key("deliberation", "numéro de la délibération"),
        Key("note"),
    ),
    of=lambda programme: programme.reglements.select_related("deliberation").order_by("starts_on"),
    identity=("code",),
    record=reglements.record,
    inner=(CATEGORIES,),
)

SECTIONS = [ESTABLISHMENTS, REGLEMENTS]
