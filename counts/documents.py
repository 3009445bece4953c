"""The sheet of a count: what was counted, beside the ledger, to be signed."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from common import formats, pdf
from common.formats import NBSP
from counts.enums import CountState, GapKind, Reason
from counts.models import Count
from counts.readings.sheets import Gap, Moved, Part, Sheet
from distribution.enums import DepotKind
from distribution.rules import range_in_words, ranges_in_words
from stock_accounts.rules import euros_in_words, number_in_words

TITLE = "Procès-verbal de comptage"
# Who signs beside the person who keeps the store.
WITNESS: dict[str, str] = {
    DepotKind.COMPTABLE: "Témoin du comptage",
    DepotKind.REGIE: "Le comptable public, ou son représentant",
    DepotKind.DISTRIBUTOR: "Le régisseur, ou son mandataire",
}
Row = dict[str, Any]


def sheet_pdf(count: Count, sheet: Sheet, at: dt.datetime | None = None) -> bytes:
    """The sheet as a PDF, made from the same figures to the same bytes; a draft at an instant until
    the count is closed.
    """
    is_closed = count.state == CountState.CLOSED
    context = {
        "authority": count.programme.authority.name,
        "reference": f"comptage n°{NBSP}{count.number}",
        "facts": [
            {"key": "Dépôt", "value": f"{count.depot}, {count.depot.get_kind_display().lower()}"},
            {"key": "Stock compté", "value": instant_of(count)},
            {
                "key": "Ouvert par",
                "value": f"{count.opened_by}, le {formats.moment(count.opened_at)}",
            },
            {
                "key": "Clos",
                "value": f"le {formats.moment(count.ended_at)}" if is_closed else "pas encore",
            },
            {"key": "Programme", "value": count.programme.name},
        ],
        **figures(sheet),
        "in_words": amount_stated(sheet),
        "signatories": [
            {"quality": f"Compté par{NBSP}: {count.depot}", "name": count.ended_by},
            {"quality": WITNESS[count.depot.kind], "name": ""},
        ],
        "draft": not is_closed,
    }
    base = f"{count.programme.code} {count.number}"
    made_at = count.ended_at or at
    return pdf.render("documents/count.html", context, title=TITLE, base=base, made_at=made_at)


def instant_of(count: Count) -> str:
    """`celui du 15 mai 2023 à 9 h 00`, or that of the end of a day before."""
    if count.counted_on == formats.legal_day(count.opened_at):
        return f"celui du {formats.moment(count.opened_at)}"
    return f"celui du {formats.day(count.counted_on)} au soir"


def amount_stated(sheet: Sheet) -> str:
    """What was counted, in figures and in words."""
    amount, found = sheet.euros(sheet.found.passes), sheet.found
    return (
        f"{formats.euros(amount)} ({euros_in_words(amount)}), soit "
        f"{formats.count(found.passes, 'pass')} ({number_in_words(found.passes)}) dans "
        f"{formats.count(found.carnets, 'carnet')} ({number_in_words(found.carnets)})"
    )


def figures(sheet: Sheet) -> dict[str, Any]:
    """The tables of a sheet, in words and signed amounts: the PDF and the page show the same."""
    return {
        "account": [_signed(sheet, *one) for one in _account(sheet)],
        "counted": _signed(sheet, "Stock compté", 1, sheet.found),
        "ranges": [_range(*one) for one in sheet.found.ranges],
        "expected_numbers": ranges_in_words(sheet.expected.ranges) or "aucun",
        "gaps": [_gap(sheet, gap) for gap in sheet.gaps],
        "gap_total": _gap_total(sheet),
        "moved": [_moved(sheet, one) for one in sheet.moved],
    }


def _account(sheet: Sheet) -> Iterator[tuple[str, int, Part]]:
    yield "Stock théorique", 1, sheet.expected
    if sheet.left.carnets:
        yield "Sortis depuis, et pas comptés", -1, sheet.left
    if sheet.entered.carnets:
        yield "Entrés depuis, et comptés", 1, sheet.entered
    yield "Manquants", -1, sheet.missing
    yield "En trop", 1, sheet.surplus


def _signed(sheet: Sheet, label: str, sign: int, part: Part) -> Row:
    return {
        "label": label,
        "carnets": sign * part.carnets,
        "passes": sign * part.passes,
        "euros": sign * sheet.euros(part.passes),
    }


def _range(first: int, last: int) -> Row:
    return {"first": first, "last": last, "carnets": last - first + 1}


def _gap(sheet: Sheet, gap: Gap) -> Row:
    sign = -1 if gap.kind == GapKind.MISSING else 1
    holder = f"{NBSP}: {gap.holder}" if gap.holder else ""
    reason = str(Reason(gap.reason).label) if gap.reason else ""
    return {
        "gap": gap,
        "numbers": range_in_words(gap.first, gap.last),
        "kind": f"{GapKind(gap.kind).label}{holder}",
        "carnets": sign * gap.carnets,
        "passes": sign * gap.passes,
        "euros": sign * sheet.euros(gap.passes),
        "reason": reason,
        "note": gap.note,
        "since": gap.since,
    }


def _gap_total(sheet: Sheet) -> Row:
    net = sheet.surplus.passes - sheet.missing.passes
    carnets = sheet.surplus.carnets - sheet.missing.carnets
    return {"carnets": carnets, "passes": net, "euros": sheet.euros(net)}


def _moved(sheet: Sheet, one: Moved) -> Row:
    return {
        "on": dt.date.fromisoformat(one.on),
        "what": one.what,
        "numbers": ranges_in_words(one.ranges),
        "carnets": one.sign * one.carnets,
        "passes": one.sign * one.passes,
        "euros": one.sign * sheet.euros(one.passes),
    }
