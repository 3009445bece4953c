"""The PDF of an avenant, ready to be signed."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from common import formats, pdf
from conventions.enums import AvenantState, Block, ClauseKind
from conventions.models import Avenant, Party
from conventions.readings import avenants
from conventions.readings.avenants import Difference
from conventions.readings.parties import parties_at
from conventions.readings.texts import WORDING, lower_first, signature_in_words
from conventions.rules.as_of import Situation

PARTS, KINDS = list(Block), list(ClauseKind)
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
    ClauseKind.TERRITORY: "Les pass comptés sont ceux des départements {value}.",
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
    """An article of the avenant: its title, the sentences, tables and obligations that it says."""

    title: str
    items: list[dict[str, Any]] = field(default_factory=list)


def avenant_pdf(avenant: Avenant, *, on: dt.date) -> bytes:
    """A4, ready to be signed; before its vote, and once abandoned, every page says « Projet »."""
    convention = avenant.convention
    title = f"Avenant n°\u00a0{avenant.number} à la convention"
    signatories, changed = _signatories(avenant, on), avenants.differences_of(avenant)
    context = {
        "authority": convention.programme.authority.name,
        "reference": convention.title,
        "facts": _facts(avenant, on),
        "draft": avenant.state in (AvenantState.DRAFT, AvenantState.ABANDONED),
        "avenant": avenant,
        "convention": convention,
        "parties": signatories,
        "articles": _articles(changed, avenants.kept_in_articles_of(avenant, changed)),
        "originals": _number_in_words(len(signatories)),
        "effect": _effect(avenant),
    }
    base = f"{convention.public_id} {avenant.number} {avenant.state}"
    return pdf.render("documents/avenant.html", context, title=title, base=base)


def _number_in_words(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _facts(avenant: Avenant, on: dt.date) -> list[dict[str, str]]:
    found = [
        {"key": "Objet", "value": avenant.subject},
        {"key": "Convention signée", "value": signature_in_words(avenant.convention)},
    ]
    if avenant.deliberation is not None:
        voted = formats.day(avenant.deliberation.session_on)
        number = avenant.deliberation.number
        found.append({"key": "Délibération", "value": f"n°\u00a0{number} du {voted}"})
    if avenant.signed_at is not None:
        source = "" if avenant.signed_on else f" ({avenant.signed_source})"
        found.append({"key": "Avenant signé", "value": signature_in_words(avenant) + source})
    return [*found, {"key": "Document établi le", "value": formats.day(on)}]


def _signatories(avenant: Avenant, on: dt.date) -> list[Party]:
    """The parties of the avenant, else those of the convention."""
    of_avenant = list(avenant.parties.select_related("organisation").order_by("position"))
    return of_avenant or parties_at(avenant.convention, Situation(on))


def _articles(changed: Sequence[Difference], kept: Sequence[Difference]) -> list[Article]:
    """An article for each one that is modified, restated whole, and for what names none.

    Those that follow each other under one title are one.
    """
    found: list[Article] = []
    rows = sorted(changed, key=lambda one: (PARTS.index(one.block), _natural(one.article)))
    for number, block in dict.fromkeys(place for one in rows for place in _places(one)):
        own = [one for one in rows if (number, block) in _places(one)]
        title = ", ".join(dict.fromkeys(one.block.label for one in own)).capitalize()
        if not found or found[-1].title != title:
            found.append(Article(title))
        found[-1].items.extend(_restated(number, own, kept) if number else _items(own))
    return found


def _places(difference: Difference) -> list[tuple[str, Block | None]]:
    """Where a difference is said: in its article and the one that it leaves, else in its part."""
    if not difference.article:
        return [("", difference.block)]
    numbers = dict.fromkeys((difference.article, difference.former_article))
    return [(number, None) for number in numbers if number]


def _restated(
    number: str, own: Sequence[Difference], kept: Sequence[Difference]
) -> list[dict[str, Any]]:
    """A modified article whole, in reading order; or what it said, when nothing is left of it."""
    rows = [one for one in (*kept, *own) if one.article == number]
    rows.sort(key=lambda one: (PARTS.index(one.block), one.kind and KINDS.index(one.kind)))
    if not rows:
        left = "\u00a0; ".join(one.label if one.kind else one.before for one in own)
        return [{"sentence": f"L’article {number} ne porte plus ce qui suit\u00a0: {left}."}]
    items = _items(one for one in rows if one.block != Block.OBLIGATIONS)
    duties = dict.fromkeys(_duty(one) for one in rows if one.block == Block.OBLIGATIONS)
    if duties:
        said = "Le porteur s’engage à ce qui suit\u00a0:"
        items.append({"sentence": said, "duties": list(duties)})
    items[0]["article"] = f"L’article {number} est modifié de la manière suivante\u00a0:"
    return items


def _duty(difference: Difference) -> str:
    """An obligation as its text says it, quoted, with what else changes; without a wording, its
    title, its day and what changes.
    """
    said = difference.wording.rstrip(".")
    if not said:
        return difference.after
    facts = "\u00a0; ".join(
        f"{lower_first(name)}\u00a0: {now}, au lieu de {was}"
        for name, was, now in difference.facts
        if name != WORDING
    )
    return f"«\u00a0{said}\u00a0»" + (f" ({facts})" if facts else "")


def _natural(article: str) -> str:
    """Sorts article 10 after article 9."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(4), article)


def _items(rows: Iterable[Difference]) -> list[dict[str, Any]]:
    """What an article says: a wording, once, or a sentence made from the value, and its rows."""
    found = {
        _sentence(one) if one.facts else one.wording or _sentence(one): {
            "wording": "" if one.facts else one.wording,
            "sentence": _sentence(one),
            "rows": one.after_rows,
        }
        for one in rows
    }
    return list(found.values())


def _sentence(difference: Difference) -> str:
    if difference.block == Block.OBLIGATIONS:
        instead = "" if difference.before == avenants.NOTHING_BEFORE else ", au lieu de l’ancienne"
        return f"Le porteur s’engage à ce qui suit{instead}. {_duty(difference)}."
    if difference.kind is None:
        return f"{difference.label}\u00a0: {lower_first(difference.after)}."
    if difference.after_rows is not None:
        return f"{difference.label}\u00a0:"
    pattern = SENTENCES.get(difference.kind, "{label}\u00a0: {value}.")
    return pattern.format(value=_value_in_sentence(difference), label=difference.label)


def _value_in_sentence(difference: Difference) -> str:
    """The value as its sentence needs it: without full stop, a noun without its capital."""
    value = difference.after.rstrip(".")
    is_code = difference.kind is not None and difference.kind.codes is not None
    return lower_first(value) if is_code else value


def _effect(avenant: Avenant) -> str:
    if avenant.stated_effective_on is not None:
        return f"Le présent avenant prend effet le {formats.day(avenant.stated_effective_on)}."
    return "Le présent avenant prend effet à la date de sa dernière signature."
