"""The section `reglements` of a programme file: versions and their categories."""

from typing import Any

from beneficiaries.actions import categories, reglements
from beneficiaries.enums import Status
from beneficiaries.models import Category, ReglementVersion
from common.json_schema import code, day, flag, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, FileSection, Table, filled
from deliberations.models import Deliberation
from programmes.models import Programme

CATEGORY = table(
    "Un public de la version, et les pass qu’il ouvre.",
    "code label passes_granted ceiling",
    code=code("nom court"),
    label=text("public"),
    min_age=whole("âge minimal au jour du dépôt"),
    max_age=whole("âge maximal au jour du dépôt"),
    statuses=rows(one_of(Status, "situation admise ; aucune : toutes")),
    proof=text("justificatif vu"),
    is_far_from_employment=flag("public éloigné de l’emploi"),
    passes_granted=whole("pass accordés", 1),
    passes_granted_alone=whole("pass accordés à une personne venue seule", 1),
    ceiling=whole("plafond de pass par période", 1),
    period_months=whole("période, en mois, 12 sinon", 1),
)
REGLEMENT = table(
    "Une version du règlement : elle juge les demandes déposées pendant sa période.",
    "code title starts_on categories",
    code=code("nom court"),
    title=text("intitulé"),
    starts_on=day("premier jour de dépôt"),
    ends_on=day("dernier jour de dépôt, inclus"),
    deliberation=text("numéro de la délibération", 30),
    note=text("mention", 300),
    categories=rows(CATEGORY, at_least=1),
)
DEFAULTS: dict[str, Any] = {
    "min_age": None,
    "max_age": None,
    "statuses": [],
    "proof": "",
    "is_far_from_employment": False,
    "passes_granted_alone": None,
    "period_months": 12,
}


def load_reglement(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
    facts = {
        "title": entry["title"],
        "starts_on": entry["starts_on"],
        "ends_on": entry.get("ends_on"),
        "deliberation": context.find_if_named(Deliberation, entry, "deliberation"),
        "note": entry.get("note", ""),
    }
    version = programme.reglements.filter(code=entry["code"]).first()
    if version is None:
        with entry.refusals_located():
            version = reglements.record(programme, code=entry["code"], **facts, **context.by_and_at)
        context.add(entry, version)
    else:
        entry.check_same(version, facts)
    for position, category in enumerate(entry.entries("categories"), 1):
        _load_category(category, position, version, context)


def _load_category(
    entry: Entry, position: int, version: ReglementVersion, context: Context
) -> None:
    facts = {**DEFAULTS, "position": position, **entry.values}
    category = version.categories.filter(code=entry["code"]).first()
    if category is not None:
        entry.check_same(category, facts)
        return
    with entry.refusals_located():
        category = categories.record(version, **facts, **context.by_and_at)
    context.add(entry, category)


def dump_reglements(programme: Programme) -> list[Table]:
    versions = programme.reglements.select_related("deliberation").order_by("starts_on")
    return [_version(version) for version in versions]


def _version(version: ReglementVersion) -> Table:
    return filled(
        code=version.code,
        title=version.title,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        deliberation=version.deliberation and version.deliberation.number,
        note=version.note,
        categories=[_category(one) for one in version.categories.order_by("position")],
    )


def _category(category: Category) -> Table:
    return filled(**{key: getattr(category, key) for key in CATEGORY["properties"]})


SECTIONS = [FileSection("reglements", REGLEMENT, load_reglement, dump_reglements)]
