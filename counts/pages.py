"""What the pages of counts show, and the texts of their acts."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from common import formats
from common.form_pages import Settled, Step
from common.formats import day, euros, moment, of
from common.http import address
from common.sort_key import in_reading_order
from counts import documents, rules
from counts.enums import CountState, GapKind
from counts.models import Count
from counts.querysets import CountQuerySet
from counts.readings.comparisons import sheet_of
from counts.readings.sheets import Gap, Sheet
from counts.tables import FAMILIES, AccountTable, GapTable, MovedTable
from distribution.actions.ledger import REVERSIBLE
from distribution.models import Depot, StockLine
from distribution.rules import range_in_words, ranges_in_words
from programmes.models import Programme

PART = "Stock"
REVERSED = {GapKind.LOST, GapKind.HANDED_OUT, GapKind.ELSEWHERE}
GAPS = "écart à expliquer|écarts à expliquer"


def visible_counts(user: User, programme: Programme) -> CountQuerySet:
    """The counts that a member sees, without their documents."""
    seen = Count.objects.visible_to(user).filter(programme=programme)
    return seen.select_related("programme", "depot").defer("document")


def counted_since(user: User, programme: Programme, first: dt.date) -> str:
    """`3 dépôts sur 8 comptés depuis le 1er janvier 2023.`"""
    closed = Count.objects.filter(depot=OuterRef("pk"), state=CountState.CLOSED)
    stores = Depot.objects.visible_to(user).filter(programme=programme).stores().open()
    told = stores.aggregate(
        stores=models.Count("pk"),
        counted=models.Count("pk", filter=Q(Exists(closed.filter(counted_on__gte=first)))),
    )
    said = formats.number(told["stores"])
    return f"{formats.count(told['counted'], 'dépôt compté')} sur {said} depuis le {day(first)}."


def stores_to_count(user: User, programme: Programme) -> list[Depot]:
    """The open stores that a member keeps, in reading order."""
    kept = Depot.objects.kept_by(user).filter(programme=programme).open()
    return list(in_reading_order(kept, "name", "pk"))


def count_page(count: Count, user: User) -> dict[str, Any]:
    """A count: its figures, its gaps, what moved since, and what the user may do with it."""
    sheet, is_open = sheet_of(count), count.state == CountState.OPEN
    can_act = is_open and count.depot.is_kept_by(user)
    told = documents.figures(sheet)
    acts = dict(_acts(count, sheet, user)) if can_act else {}
    for row in told["gaps"]:
        row["acts"] = acts.get(row["gap"].first, [])
    return {
        "count": count,
        "said": situation(count, sheet),
        "facts": _facts(count, sheet),
        "account": AccountTable(told["account"], totals=told["counted"]),
        "found": ranges_in_words(sheet.found.ranges),
        "expected": told["expected_numbers"],
        "gaps": GapTable(told["gaps"], totals=told["gap_total"]) if told["gaps"] else None,
        "moved": MovedTable(told["moved"]) if told["moved"] else None,
        "can_act": can_act,
        "is_open": is_open,
    }


def situation(count: Count, sheet: Sheet) -> str:
    """Where a count is, in a sentence."""
    if count.state == CountState.CANCELLED:
        return (
            f"Annulé le {moment(count.ended_at)} par {count.ended_by}. Motif\u00a0: {count.reason}"
        )
    expected = formats.number(sheet.expected.carnets)
    found = f"{formats.count(sheet.found.carnets, 'carnet compté')} sur {expected}"
    if not sheet.gaps:
        return f"{found}, sans écart."
    gaps = ", ".join(
        formats.count(part.carnets, noun)
        for part, noun in ((sheet.missing, "manquant"), (sheet.surplus, "en trop|en trop"))
        if part.carnets
    )
    left = len(sheet.unexplained)
    return (
        f"{found}\u00a0: {gaps}. {formats.count(left, GAPS)}."
        if left
        else f"{found}\u00a0: {gaps}."
    )


def _facts(count: Count, sheet: Sheet) -> list[dict[str, Any]]:
    state = CountState(count.state)
    facts: list[dict[str, Any]] = [
        {"key": "État", "family": FAMILIES[state], "word": state.label},
        {"key": "Dépôt", "value": count.depot, "url": _depot(count)},
        {"key": "Stock compté", "value": documents.instant_of(count)},
        {"key": "Ouvert par", "value": count.opened_by},
        {"key": "Valeur comptée", "value": euros(sheet.euros(sheet.found.passes))},
    ]
    if state == CountState.CLOSED:
        facts.append({"key": "Clos", "value": f"le {moment(count.ended_at)} par {count.ended_by}"})
    return facts


def _acts(count: Count, sheet: Sheet, user: User) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """For each gap, by its first carnet, the pages that explain it and that mend the ledger."""
    lines = _last_lines(count, sheet) if user.can(Permission.STOCK_CORRECT) else []
    for gap in sheet.gaps:
        asked = urlencode({"carnets": range_in_words(gap.first, gap.last)})
        words = "Changer l’explication" if gap.reason else "Expliquer"
        acts = [(f"{address('counts:explain', count.public_id)}?{asked}", words)]
        if (mended := _mending(count, gap, lines, asked)) is not None:
            acts.append(mended)
        yield gap.first, acts


def _mending(count: Count, gap: Gap, lines: list[StockLine], asked: str) -> tuple[str, str] | None:
    """The act of the ledger that mends a gap, unless something moved since."""
    if gap.since:
        return None
    if gap.kind == GapKind.MISSING:
        lost = address("movements:declare-lost", count.depot.public_id)
        return f"{lost}?{asked}", "Déclarer la perte"
    if gap.kind == GapKind.TRANSIT:
        return reverse("movements:shipments"), "Recevoir l’envoi"
    if gap.kind in REVERSED:
        held = (one for one in lines if one.first_carnet <= gap.first <= one.last_carnet)
        last = next(held, None)
        if last is not None and last.kind in REVERSIBLE:
            return address("movements:reverse", last.public_id), "Contre-passer le mouvement"
    return None


def _last_lines(count: Count, sheet: Sheet) -> list[StockLine]:
    """The lines of the carnets that are too many, the last one first."""
    within = Q(pk__in=[])
    for first, last in sheet.surplus.ranges:
        within |= Q(first_carnet__lte=last, last_carnet__gte=first)
    return list(count.programme.stock_lines.filter(within).order_by("-pk"))


def open_step(depot: Depot) -> Step:
    return Step(
        f"Compter les carnets\u00a0: {depot}",
        "Ouvrir le comptage",
        address("distribution:depot", depot.public_id),
        "",
        [
            "Rien n’est bloqué\u00a0: les remises et les envois continuent, et se lisent à part.",
            "Le stock théorique est celui de cet instant, ou de la fin du jour indiqué.",
        ],
        part=PART,
    )


def opened_already(count: Count) -> Settled:
    said = f"Un comptage de ce dépôt est ouvert depuis le {moment(count.opened_at)}."
    url = address("counts:count", count.public_id)
    return Settled(f"Compter les carnets\u00a0: {count.depot}", said, url, "Voir ce comptage")


def ended(count: Count, act: str) -> Settled:
    """What is said of a count to which nothing is added."""
    said = f"Ce comptage est {CountState(count.state).label.lower()} depuis le "
    said += f"{moment(count.ended_at)}, par {count.ended_by}."
    return Settled(act, said, _url(count), "Voir ce comptage")


def added(new: int, again: list[rules.Range]) -> str:
    """`20 carnets ajoutés. Déjà comptés, comptés une fois : n° 00120 à 00122.`"""
    said = f"{formats.count(new, 'carnet ajouté')}."
    return f"{said} Déjà comptés\u00a0: {ranges_in_words(again)}." if again else said


def withdraw_step(count: Count, found: str) -> Step:
    return Step(
        f"Recompter\u00a0: {str(count).lower()}",
        "Retirer ces carnets",
        _url(count),
        f"Comptés jusqu’ici\u00a0: {found}." if found else "Aucun carnet n’est encore compté.",
        ["Ces carnets ne sont plus comptés\u00a0: comptez-les de nouveau, puis ajoutez-les."],
        part=PART,
    )


def explain_step(count: Count) -> Step:
    return Step(
        f"Expliquer un écart\u00a0: {str(count).lower()}",
        "Enregistrer l’explication",
        _url(count),
        f"{count.depot}. Stock compté\u00a0: {documents.instant_of(count)}.",
        [
            "L’explication figure au procès-verbal.",
            "Le grand livre ne change pas\u00a0: une perte ou un retour s’enregistre à part.",
        ],
        part=PART,
    )


def close_step(count: Count, sheet: Sheet) -> Step:
    """What is read again before a count is closed."""
    gaps = formats.count(sheet.missing.carnets, "carnet manquant")
    surplus = formats.count(sheet.surplus.carnets, "carnet en trop|carnets en trop")
    return Step(
        f"Vérifier et clore le {str(count).lower()}",
        "Clore le comptage",
        _url(count),
        situation(count, sheet),
        [
            f"Arrêté à la somme de {documents.amount_stated(sheet)}.",
            f"{gaps}, {surplus}, chacun avec son explication.",
            f"Le procès-verbal {of(str(count.depot))} ne changera plus. À imprimer et à signer.",
            "Le grand livre ne change pas. Un autre comptage peut être ouvert ensuite.",
        ],
        part=PART,
    )


def not_yet(count: Count, sheet: Sheet) -> Settled:
    """Why a count is not closed yet."""
    numbers = ranges_in_words(sheet.unexplained)
    said = f"{formats.count(len(sheet.unexplained), GAPS)} d’abord\u00a0: {numbers}."
    return Settled(f"Clore le {str(count).lower()}", said, _url(count), "Voir les écarts")


def cancel_step(count: Count) -> Step:
    return Step(
        f"Annuler le {str(count).lower()}",
        "Annuler le comptage",
        _url(count),
        f"{count.depot}. Stock compté\u00a0: {documents.instant_of(count)}.",
        ["Ce qui est compté n’aura pas de procès-verbal. Le numéro ne resservira pas."],
        part=PART,
    )


def _url(count: Count) -> str:
    return address("counts:count", count.public_id)


def _depot(count: Count) -> str:
    return address("distribution:depot", count.depot.public_id)
