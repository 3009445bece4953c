"""The avenant as a document ready to be signed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from common import formats, pdf
from conventions.enums import AvenantState, Block, ClauseKind
from conventions.models import Avenant, Party
from conventions.readings import avenants, parties
from conventions.readings.avenants import Difference
from conventions.readings.texts import lower_first

Kind = ClauseKind
COUNTS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"]
# What an avenant says of a value when nobody wrote its sentence.
SENTENCES: dict[ClauseKind, str] = {
    Kind.ACTION_START: "L’action commence le {value}.",
    Kind.ACTION_END: "La fin de la mise en œuvre de l’action est prévue au plus tard le {value}.",
    Kind.DURATION_MONTHS: "La durée prévisionnelle du projet est de {value}.",
    Kind.EXTENSION_MONTHS: "Le délai initialement convenu est prorogé de {value}.",
    Kind.WINDOW_START: "Les dépenses sont éligibles à compter du {value} inclus.",
    Kind.WINDOW_END: "Les dépenses sont éligibles jusqu’au {value} inclus.",
    Kind.PASSES_TARGET: "Le projet déploie {value}.",
    Kind.BUDGET: "Le budget prévisionnel du projet est estimé à {value}.",
    Kind.ELIGIBLE_BASE: "Les dépenses éligibles sont de {value}.",
    Kind.GRANT_MAX: "La subvention est de {value} au plus.",
    Kind.AID_RATE: "Le taux d’aide est de {value}.",
    Kind.DURATION_FROM: "Cette durée est comptée depuis\u00a0: {value}.",
    Kind.NEW_SPENDING_ONLY: "{value}.",
    Kind.ENGINEERING_CAP: "Les coûts annexes sont limités à {value} du total.",
}


@dataclass(frozen=True, slots=True)
class Article:
    """A numbered article: its title, the sentences and tables of its part."""

    number: int
    title: str
    items: list[dict[str, Any]] = field(default_factory=list)


def avenant_pdf(avenant: Avenant, *, on: dt.date) -> bytes:
    """A4, ready to be signed; before its vote, and once abandoned, every page says « Projet »."""
    convention = avenant.convention
    title = f"Avenant n°\u00a0{avenant.number} à la convention"
    signing = _signing(avenant, on)
    context = {
        "authority": convention.programme.authority.name,
        "reference": convention.title,
        "facts": _facts(avenant, on),
        "draft": avenant.state in (AvenantState.DRAFT, AvenantState.ABANDONED),
        "avenant": avenant,
        "convention": convention,
        "parties": signing,
        "articles": _articles(avenants.differences_of(avenant)),
        "originals": COUNTS[len(signing)] if len(signing) < len(COUNTS) else str(len(signing)),
        "effect": _effect(avenant),
    }
    return pdf.render(
        "documents/avenant.html",
        context,
        title=title,
        base=f"{convention.public_id} {avenant.number} {avenant.state}",
    )


def _facts(avenant: Avenant, on: dt.date) -> list[dict[str, str]]:
    signed = formats.day(avenant.convention.signed_on)
    found = [
        {"key": "Objet", "value": avenant.subject},
        {"key": "Convention signée le", "value": signed},
    ]
    if avenant.deliberation is not None:
        voted = formats.day(avenant.deliberation.session_on)
        number = avenant.deliberation.number
        found.append({"key": "Délibération", "value": f"n°\u00a0{number} du {voted}"})
    if avenant.signed_on is not None:
        found.append({"key": "Avenant signé le", "value": formats.day(avenant.signed_on)})
    return [*found, {"key": "Document établi le", "value": formats.day(on)}]


def _signing(avenant: Avenant, on: dt.date) -> list[dict[str, str]]:
    """The parties of the avenant, else those of the convention, each with its address."""
    own = list(avenant.parties.select_related("organisation").order_by("position"))
    if shown := own or list(avenant.convention.parties.as_of(on)):
        return [_party(row) for row in shown]
    convention = avenant.convention
    addresses = {
        one.name: one.address for one in (convention.funder, convention.programme.authority)
    }
    return [
        {**row, "address": addresses[row["name"]], "represented_as": ""}
        for row in parties.known_parties(convention)
    ]


def _party(row: Party) -> dict[str, str]:
    return {
        "quality": row.get_quality_display(),
        "name": row.organisation.name,
        "address": row.organisation.address,
        "siret": row.organisation.siret,
        "represented_by": row.represented_by,
        "represented_as": row.represented_as,
    }


def _articles(differences: Iterable[Difference]) -> list[Article]:
    found: list[Article] = []
    rows = list(differences)
    for block in Block:
        own = [one for one in rows if one.block == block]
        items = [_item(one) for one in sorted(own, key=lambda one: one.article)]
        if items:
            found.append(Article(len(found) + 1, block.label, _once(items)))
    return found


def _item(one: Difference) -> dict[str, Any]:
    """A sentence of the avenant: its own wording, else one made from the value."""
    article = (
        f"L’article {one.article} est modifié de la manière suivante\u00a0:" if one.article else ""
    )
    if one.wording:
        return {"article": article, "wording": one.wording, "sentence": "", "rows": one.after_rows}
    if one.block == Block.OBLIGATIONS:
        instead = "" if one.before == avenants.NOTHING_BEFORE else ", au lieu de l’ancienne"
        said = f"Le porteur s’engage à ce qui suit{instead}. {one.after}."
    elif one.kind is None:
        said = f"{one.label}\u00a0: {lower_first(one.after)}."
    elif one.after_rows is not None:
        said = f"{one.label}\u00a0:"
    else:
        pattern = SENTENCES.get(one.kind, "{label}\u00a0: {value}.")
        said = pattern.format(value=_inside(one), label=one.label)
    return {"article": article, "wording": "", "sentence": said, "rows": one.after_rows}


def _inside(one: Difference) -> str:
    """The value inside its sentence: a noun loses its capital, a sentence keeps it."""
    value = one.after.rstrip(".")
    return lower_first(value) if one.kind == Kind.DURATION_FROM else value


def _once(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An article is announced once, a wording that several values share is quoted once."""
    found: list[dict[str, Any]] = []
    announced, quoted = "", set()
    for item in items:
        if item["wording"] and item["wording"] in quoted:
            continue
        quoted.add(item["wording"])
        shown = "" if item["article"] == announced else item["article"]
        announced = item["article"] or announced
        found.append({**item, "article": shown})
    return found


def _effect(avenant: Avenant) -> str:
    if avenant.stated_effective_on is not None:
        return f"Le présent avenant prend effet le {formats.day(avenant.stated_effective_on)}."
    return "Le présent avenant prend effet à la date de sa dernière signature."
