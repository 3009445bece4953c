"""What the pages of the papers of a régie show, and what waits for the signature of a user."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from accounts.models import User
from common.form_pages import Settled, Step
from common.formats import count, day, euros, moment
from common.http import address
from programmes.models import Programme
from regies.actions.sheets import is_open
from regies.documents import TITLES, lines_of
from regies.enums import Office, SheetKind, SheetState
from regies.models import Regie, Sheet
from regies.readings.sheets import content_of
from regies.tables import SHEETS, HeldTable

PART = "Stock"
ASKED = {
    SheetState.SIGNED: "Signer",
    SheetState.CLOSED: "Signer en second",
    SheetState.PREPARED: "Reprendre la signature",
    SheetState.CANCELLED: "Annuler la remise",
}


def sheet_page(sheet: Sheet, user: User, on: dt.date) -> dict[str, Any]:
    """A paper as it will be signed, or as it was, and what the user may do."""
    content = sheet.content or content_of(sheet, sheet.on or on)
    totals = {**content, "amount": Decimal(content["amount"])}
    held = lines_of(content, "ranges")
    return {
        "sheet": sheet,
        "title": TITLES[sheet.kind],
        "said": f"{count(totals['carnets'], 'carnet')}, {euros(totals['amount'])}",
        "on": sheet.on or on,
        "facts": _facts(sheet),
        "table": HeldTable(held, totals=totals) if held else None,
        "on_the_way": lines_of(content, "on_the_way"),
        "rows": _signatures(sheet),
        "waits": _waits(sheet, user, on),
        **_acts(sheet, user, on),
    }


def _waits(sheet: Sheet, user: User, on: dt.date) -> str:
    """Who signs next, for those who do not."""
    following = (to for to in (SheetState.SIGNED, SheetState.CLOSED) if is_open(sheet, to))
    to = next(following, None)
    return "" if to is None or _may(sheet, user, to, on) else _who(sheet, to)


def _facts(sheet: Sheet) -> list[dict[str, Any]]:
    regie = sheet.regie
    return [
        {"key": "État", "family": SHEETS[sheet.state], "word": sheet.get_state_display()},
        {"key": "Régie", "value": str(regie), "url": address("regies:regie", regie.public_id)},
        {
            "key": "Acte constitutif",
            "value": f"n°\u00a0{regie.act_number} du {day(regie.act_on)}",
        },
    ]


def _signatures(sheet: Sheet) -> list[dict[str, str]]:
    """Who signs first and second, and when each did."""
    first = "Régisseur sortant" if sheet.is_handover else "Régisseur"
    second = "Régisseur entrant" if sheet.is_handover else "Comptable public"
    leaves = sheet.outgoing.name if sheet.outgoing else "à signer"
    follows = sheet.incoming.name if sheet.incoming else str(sheet.closed_by or "à signer")
    rows = [
        {"key": first, "value": leaves, "since": _when(sheet.signed_at)},
        {"key": second, "value": follows, "since": _when(sheet.closed_at)},
    ]
    if sheet.closed_at:
        rows.append({"key": "Réserves", "value": sheet.reserves or "néant"})
        rows.append(
            {"key": "Empreinte du document", "value": f"SHA-256\u00a0: {sheet.document_hash}"}
        )
    return rows


def _when(at: dt.datetime | None) -> str:
    return f"Signé le {moment(at)}" if at else "Pas encore signé"


def _acts(sheet: Sheet, user: User, on: dt.date) -> dict[str, Any]:
    acts = [
        (address(f"regies:{name}", sheet.public_id), ASKED[to])
        for name, to in (
            ("sign", SheetState.SIGNED),
            ("countersign", SheetState.CLOSED),
            ("reopen", SheetState.PREPARED),
            ("cancel", SheetState.CANCELLED),
        )
        if is_open(sheet, to) and _may(sheet, user, to, on)
    ]
    return {"main": acts[0] if acts else None, "others": acts[1:]}


def _may(sheet: Sheet, user: User, to: SheetState, on: dt.date) -> bool:
    """Whether a user signs a paper that waits, or takes it back."""
    if to == SheetState.CLOSED:
        return sheet.is_countersigned_by(user) and sheet.signed_by_id != user.pk
    if to == SheetState.SIGNED:
        return _signs_first(sheet, user, on)
    return (
        sheet.signed_by_id == user.pk
        or sheet.is_countersigned_by(user)
        or (_signs_first(sheet, user, on))
    )


def _signs_first(sheet: Sheet, user: User, on: dt.date) -> bool:
    if sheet.is_handover:
        return sheet.outgoing is not None and sheet.outgoing.user_id == user.pk
    offices = sheet.regie.appointments.exclude(office=Office.AGENT)
    return offices.in_office_on(on).filter(user=user).exists()


def settled(sheet: Sheet, user: User, to: SheetState, on: dt.date) -> Settled | None:
    """Why a user is not asked for an act on a paper, if so."""
    url = address("regies:sheet", sheet.public_id)
    if not is_open(sheet, to):
        said = f"Ce procès-verbal est «\u00a0{sheet.get_state_display().lower()}\u00a0»."
        return Settled(ASKED[to], said, url, "Revenir au procès-verbal")
    if not _may(sheet, user, to, on):
        return Settled(ASKED[to], _who(sheet, to), url, "Revenir au procès-verbal")
    return None


def _who(sheet: Sheet, to: SheetState) -> str:
    if to == SheetState.CLOSED and sheet.incoming is None:
        return "Le comptable public signe ici en second, avec son compte."
    one = sheet.incoming if to == SheetState.CLOSED else sheet.outgoing
    if one is None:
        return "Le régisseur en fonction, ou son suppléant, signe ici avec son compte."
    if one.user_id is None:
        return f"Aucun compte ne signe pour {one.name}. Le gestionnaire le dit sur la régie."
    return f"{one.name} signe ici, avec son compte."


def prepare_step(regie: Regie, on: dt.date) -> Step:
    return Step(
        f"Préparer la remise de service\u00a0: {regie}",
        "Préparer le procès-verbal",
        address("regies:regie", regie.public_id),
        f"Comptez les carnets avant de signer. Stock du {day(on)}, tel que le grand livre le dit.",
        [
            "Le sortant signe, puis l’entrant, le même jour, chacun avec son compte.",
            "Le sortant quitte ses fonctions ce jour-là. L’entrant commence le lendemain.",
        ],
        part=PART,
    )


def act_step(sheet: Sheet, to: SheetState, on: dt.date) -> Step:
    """The texts of the page of an act on a paper."""
    content = sheet.content or content_of(sheet, sheet.on or on)
    held = f"{count(content['carnets'], 'carnet')}, {euros(Decimal(content['amount']))}"
    after = {
        SheetState.SIGNED: [
            "Vous dites que ces carnets sont là.",
            "Une autre personne signe ensuite\u00a0; jusque-là, votre signature se reprend.",
        ],
        SheetState.CLOSED: [
            "Le document ne changera plus\u00a0: mêmes mots, même empreinte.",
            *(
                ["Le sortant quitte ses fonctions aujourd’hui\u00a0; vous commencez demain."]
                if sheet.is_handover
                else ["Vos observations restent avec lui."]
            ),
            "Une signature ne se reprend plus.",
        ],
        SheetState.PREPARED: ["La première signature est reprise\u00a0: le stock sera relu."],
        SheetState.CANCELLED: ["Aucun service n’est remis. Une autre remise pourra se préparer."],
    }
    return Step(
        f"{ASKED[to]}\u00a0: {sheet}",
        ASKED[to],
        address("regies:sheet", sheet.public_id),
        f"{held}, au {day(sheet.on or on)}.",
        after[to],
        part=PART,
    )


def sheets_to_sign(
    user: User, programme: Programme, on: dt.date
) -> Iterator[tuple[str, str, str, str]]:
    """For each paper that waits for the user: a word, the act, its page and why."""
    waiting = Sheet.objects.to_sign_by(user, on).filter(regie__programme=programme)
    for one in waiting.select_related("regie__depot").order_by("prepared_at", "pk"):
        name = "sign" if one.state == SheetState.PREPARED else "countersign"
        when = f" au {day(one.on)}" if one.kind == SheetKind.YEAR_END else ""
        yield (
            "à signer",
            f"Signer\u00a0: {TITLES[one.kind].lower()}",
            address(f"regies:{name}", one.public_id),
            f"{one.regie}{when}.",
        )
