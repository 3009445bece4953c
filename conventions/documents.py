"""The PDF of an avenant, ready to be signed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from common import formats, pdf
from conventions.enums import AvenantState, Block, ClauseKind
from conventions.models import Avenant, Party
from conventions.readings import avenants
from conventions.readings.avenants import Difference
from conventions.readings.parties import parties_at
from conventions.readings.texts import lower_first
from conventions.rules.as_of import Situation

NUMBERS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"]
# The sentence of an avenant for a clause that has no wording.
SENTENCES: dict[ClauseKind, str] = {
    ClauseKind.ACTION_START: "L’action commence le {value}.",
    ClauseKind.ACTION_END: (
        "La fin de la mise en œuvre de l’action est prévue au plus tard le {value}."
    ),
    ClauseKind.DURATION_MONTHS: "La durée prévisionnelle du projet est de {value}.",
    ClauseKind.EXTENSION_MONTHS: "Le délai initialement convenu est prorogé de {value}.",
    ClauseKind.WINDOW_START: "Les dépenses sont éligibles à compter du {value} inclus.",
    ClauseKind.WINDOW_END: "Les dépenses sont éligibles jusqu’au {value} inclus.",
    ClauseKind.PASSES_TARGET: "Le projet déploie {value}.",
    ClauseKind.FAR_SHARE: (
        "Au moins {value} des pass sont remis à des publics éloignés de l’emploi."
    ),
    ClauseKind.BUDGET: "Le budget prévisionnel du projet est estimé à {value}.",
    ClauseKind.ELIGIBLE_BASE: "Les dépenses éligibles sont de {value}.",
    ClauseKind.GRANT_MAX: "La subvention est de {value} au plus.",
    ClauseKind.AID_RATE: "Le taux d’aide est de {value}.",
    ClauseKind.DURATION_FROM: "Cette durée est comptée depuis\u00a0: {value}.",
    ClauseKind.NEW_SPENDING_ONLY: "{value}.",
    ClauseKind.ENGINEERING_CAP: "Les coûts annexes sont limités à {value} du total.",
}


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its title, the sentences and tables of its part."""

    title: str
    items: list[dict[str, Any]]


def avenant_pdf(avenant: Avenant, *, on: dt.date) -> bytes:
    """A4, ready to be signed; before its vote, and once abandoned, every page says « Projet »."""
    convention = avenant.convention
    title = f"Avenant n°\u00a0{avenant.number} à la convention"
    signatories = _signatories(avenant, on)
    context = {
        "authority": convention.programme.authority.name,
        "reference": convention.title,
        "facts": _facts(avenant, on),
        "draft": avenant.state in (AvenantState.DRAFT, AvenantState.ABANDONED),
        "avenant": avenant,
        "convention": convention,
        "parties": signatories,
        "articles": _articles(avenants.differences_of(avenant)),
        "originals": _number_in_words(len(signatories)),
        "effect": _effect(avenant),
    }
    base = f"{convention.public_id} {avenant.number} {avenant.state}"
    return pdf.render("documents/avenant.html", context, title=title, base=base)


def _number_in_words(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


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


def _signatories(avenant: Avenant, on: dt.date) -> list[Party]:
    """The parties of the avenant, else those of the convention."""
    of_avenant = list(avenant.parties.select_related("organisation").order_by("position"))
    return of_avenant or parties_at(avenant.convention, Situation(on))


def _articles(differences: Iterable[Difference]) -> list[Article]:
    rows = sorted(differences, key=lambda difference: difference.article)
    items = {block: [_item(one) for one in rows if one.block == block] for block in Block}
    return [Article(block.label, _without_repeats(of)) for block, of in items.items() if of]


def _item(difference: Difference) -> dict[str, Any]:
    """A sentence of the avenant: its own wording, else one made from the value."""
    article = f"L’article {difference.article} est modifié de la manière suivante\u00a0:"
    return {
        "article": article if difference.article else "",
        "wording": difference.wording,
        "sentence": "" if difference.wording else _sentence(difference),
        "rows": difference.after_rows,
    }


def _sentence(difference: Difference) -> str:
    if difference.block == Block.OBLIGATIONS:
        instead = "" if difference.before == avenants.NOTHING_BEFORE else ", au lieu de l’ancienne"
        return f"Le porteur s’engage à ce qui suit{instead}. {difference.after}."
    if difference.kind is None:
        return f"{difference.label}\u00a0: {lower_first(difference.after)}."
    if difference.after_rows is not None:
        return f"{difference.label}\u00a0:"
    pattern = SENTENCES.get(difference.kind, "{label}\u00a0: {value}.")
    return pattern.format(value=_value_in_sentence(difference), label=difference.label)


def _value_in_sentence(difference: Difference) -> str:
    """The value as its sentence needs it: without full stop, a noun without its capital."""
    value = difference.after.rstrip(".")
    return lower_first(value) if difference.kind == ClauseKind.DURATION_FROM else value


def _without_repeats(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Announce an article once, and quote once a wording that several clauses share."""
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
