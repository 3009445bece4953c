"""What the pages of régies show: the list, a régie read as a document, and what an act will do."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from accounts.enums import Permission
from accounts.models import User
from audit.journal import last_change
from common import gauges
from common.form_pages import Settled, Step
from common.formats import count, day, euros, period, rate
from common.gauges import Bar, bar
from common.history import by_day
from common.http import address
from common.sort_key import in_reading_order
from distribution.readings.depots import DAY, Flows, Moved, what_keeps_open
from files.pages import files_of
from programmes.models import Programme
from regies.enums import REGIE_MOVES, Office, RegieState
from regies.models import Appointment, Ceiling, Regie
from regies.readings.ceilings import ceiling_of
from regies.tables import STATES, AppointmentTable, CeilingTable, RegieTable, SheetTable

PART = "Stock"
BACK = "Revenir à la régie"


def regies_page(user: User, programme: Programme, on: dt.date) -> dict[str, Any]:
    """The régies that a member sees, with what each holds today."""
    seen = Regie.objects.visible_to(user).filter(programme=programme)
    rows = seen.with_ceiling(on).with_holder(on).select_related("depot")
    listed = list(in_reading_order(rows, "depot__name", "pk"))
    depots = [one.depot for one in listed]
    flows = Flows(depots, on + DAY)
    here = {depot.pk: flows.here([depot], on) for depot in depots}
    return {
        "table": RegieTable(listed, moved=here),
        "count": len(listed),
        "founded": sum(one.state == RegieState.FOUNDED for one in listed),
        "today": on,
        "can_add": user.can(Permission.DEPOT_OPEN),
    }


def regie_page(regie: Regie, user: User, on: dt.date) -> dict[str, Any]:
    """A régie: its acts, what it holds and may hold, who holds it, its papers, its history."""
    here = Flows([regie.depot], on + DAY).here([regie.depot], on)
    named = list(regie.appointments.order_by("-act_on", "-pk"))
    ceilings = list(regie.ceilings.order_by("-starts_on", "-pk"))
    sheets = list(regie.sheets.order_by("-prepared_at", "-pk"))
    ceiling = next((one for one in ceilings if one.starts_on <= on), None)
    return {
        "regie": regie,
        "said": _held(here, ceiling, on),
        "gauge": _gauge(here, ceiling),
        "is_over": ceiling is not None and here.euros > ceiling.amount,
        "facts": _facts(regie, named, ceiling, on),
        "rows": _rows(regie),
        "named": AppointmentTable(named, on=on, bars=_bars(named, on)) if named else None,
        "links": _links(named, user),
        "ceilings": CeilingTable(ceilings) if ceilings else None,
        "table": SheetTable(sheets),
        "sheets": len(sheets),
        "history": by_day(_history(regie, named, ceilings)),
        "files": files_of(regie, user) if user.can(Permission.CONVENTION_READ) else None,
        **_acts(regie, named, user, on),
    }


def _held(here: Moved, ceiling: Ceiling | None, on: dt.date) -> str:
    """`Au 15 mai 2023, elle tient 12 carnets, 1 200,00 €, sur un plafond de 1 500,00 €.`"""
    held = f"Au {day(on)}, elle tient {count(here.carnets, 'carnet')}, {euros(here.euros)}"
    if ceiling is None:
        return f"{held}. Aucun plafond ne la limite."
    over = here.euros - ceiling.amount
    if over > 0:
        said = f"soit {euros(over)} de plus que son plafond ({euros(ceiling.amount)})"
        return f"{held}, {said}."
    return f"{held}, sur un plafond de {euros(ceiling.amount)}."


def _gauge(here: Moved, ceiling: Ceiling | None) -> gauges.Gauge | None:
    if ceiling is None:
        return None
    shown = rate(here.euros, ceiling.amount)
    return gauges.gauge("Part du plafond", here.euros, ceiling.amount, shown, Decimal(100))


def _facts(
    regie: Regie, named: Iterable[Appointment], ceiling: Ceiling | None, on: dt.date
) -> list[dict[str, Any]]:
    holder = next((one for one in named if _holds(one, on)), None)
    return [
        {"key": "État", "family": STATES[regie.state], "word": regie.get_state_display()},
        {"key": "Nature", "value": regie.get_kind_display()},
        {
            "key": "Dépôt",
            "value": str(regie.depot),
            "url": address("distribution:depot", regie.depot.public_id),
        },
        *(
            [{"key": "Régisseur", "value": holder.name if holder else "aucun en fonction"}]
            if regie.has_regisseur
            else []
        ),
        {"key": "Plafond", "value": euros(ceiling.amount) if ceiling else "sans plafond"},
    ]


def _holds(one: Appointment, on: dt.date) -> bool:
    return one.office == Office.HOLDER and one.is_in_office(on)


def _rows(regie: Regie) -> list[dict[str, str]]:
    """The articles of the record; what is no longer asked is said only where it was."""
    act = f"n°\u00a0{regie.act_number} du {day(regie.act_on)}" if regie.act_on else ""
    rows = [
        {"key": "Acte constitutif", "value": act, "missing": "Pas encore d’acte"},
        {
            "key": "Avis conforme du comptable",
            "value": day(regie.opinion_on) if regie.opinion_on else "",
            "missing": "Pas encore d’avis",
        },
        {"key": "Au-delà du plafond", "value": regie.get_over_ceiling_display()},
    ]
    if regie.guarantee:
        rows.append({"key": "Cautionnement (avant 2023)", "value": regie.guarantee})
    if regie.closed_on:
        said = f"n°\u00a0{regie.closing_number}, le {day(regie.closed_on)}"
        rows.append({"key": "Acte qui la supprime", "value": said})
    return rows


def _bars(named: list[Appointment], on: dt.date) -> dict[int, Bar]:
    """The periods on one line of days, from the first day known to the last, or to today."""
    days = [one.starts_on for one in named if one.starts_on]
    first = min(days, default=on)
    last = max([on, *days, *(one.ends_on for one in named if one.ends_on)])
    whole = (last - first).days + 1
    return {
        one.pk: bar(
            ((one.ends_on or last) - one.starts_on).days + 1,
            whole,
            start=(one.starts_on - first).days,
        )
        if one.starts_on
        else bar(0, whole)
        for one in named
    }


def _history(
    regie: Regie, named: list[Appointment], ceilings: list[Ceiling]
) -> list[tuple[dt.date | None, str, str]]:
    act = f"acte n°\u00a0{regie.act_number}"
    return [
        (regie.opinion_on, "Avis conforme du comptable", ""),
        (regie.act_on, "Régie constituée", act),
        *(
            (one.starts_on, f"Plafond de {euros(one.amount)}", f"acte n°\u00a0{one.act_number}")
            for one in ceilings
        ),
        *(
            (one.act_on, f"Nomination\u00a0: {one}", f"acte n°\u00a0{one.act_number}")
            for one in named
        ),
        *((one.starts_on, f"{one.name} prend ses fonctions", "") for one in named),
        *((one.ends_on, f"{one.name} quitte ses fonctions", "") for one in named),
        (regie.closed_on, "Régie close", f"acte n°\u00a0{regie.closing_number}"),
    ]


def _links(named: list[Appointment], user: User) -> list[tuple[str, str]]:
    """The acts on each appointment that stands, for who may do them."""
    if not user.can(Permission.DEPOT_OPEN):
        return []
    found = []
    for one in named:
        if one.ends_on is None and one.starts_on is not None:
            found.append(
                (address("regies:end", one.public_id), f"Terminer la nomination\u00a0: {one.name}")
            )
        if one.ends_on is None and (one.user_id is None or one.starts_on is None):
            found.append(
                (
                    address("regies:complete", one.public_id),
                    f"Compléter la nomination\u00a0: {one.name}",
                )
            )
    return found


def _acts(regie: Regie, named: list[Appointment], user: User, on: dt.date) -> dict[str, Any]:
    """What the user may do: the main act, then the others."""
    may_write, acts = user.can(Permission.DEPOT_OPEN), []
    if regie.state == RegieState.DRAFT and may_write:
        acts.append((_at("found", regie), "Constituer la régie"))
    if regie.state == RegieState.FOUNDED:
        waits = any(one.office == Office.HOLDER and one.starts_on is None for one in named)
        leaves = any(_holds(one, on) for one in named)
        if waits and leaves and user.can(Permission.STOCK_MOVE):
            acts.append((_at("prepare", regie), "Préparer la remise de service"))
        if may_write:
            acts += [(_at("appoint", regie), "Nommer quelqu’un")] if regie.has_regisseur else []
            acts += [
                (_at("revise", regie), "Changer le plafond"),
                (_at("close", regie), "Clore la régie"),
            ]
    return {"main": acts[0] if acts else None, "others": acts[1:]}


def _at(act: str, regie: Regie) -> str:
    return address(f"regies:{act}", regie.public_id)


def found_step(regie: Regie) -> Step:
    return Step(
        f"Constituer la régie\u00a0: {regie}",
        "Constituer la régie",
        _at("regie", regie),
        "Une régie se constitue sur avis conforme du comptable (CGCT, art. R. 1617-2).",
        [
            "L’acte et son avis ne changeront plus\u00a0: joignez-les ensuite.",
            "Le plafond compte pour chaque envoi vers ce dépôt, dès le jour de l’acte.",
        ],
        part=PART,
    )


def revise_step(regie: Regie, on: dt.date) -> Step:
    now = ceiling_of(regie, on)
    lead = f"Plafond au {day(on)}\u00a0: {euros(now.amount)}." if now else "Aucun plafond encore."
    return Step(
        f"Changer le plafond\u00a0: {regie}",
        "Enregistrer le plafond",
        _at("regie", regie),
        f"{lead} Il se révise comme l’acte constitutif (CGCT, art. R. 1617-12).",
        ["Les plafonds d’avant restent lisibles, avec leur acte."],
        part=PART,
    )


def appoint_step(regie: Regie) -> Step:
    return Step(
        f"Nommer\u00a0: {regie}",
        "Enregistrer la nomination",
        _at("regie", regie),
        "Régisseurs et mandataires sont nommés sur avis conforme du comptable (CGCT, art. "
        "R. 1617-3).",
        [
            "Un seul régisseur titulaire à la fois.",
            "Le mandataire suppléant le remplace deux mois au plus (CGCT, art. R. 1617-5-2).",
        ],
        part=PART,
    )


def close_step(regie: Regie) -> Step:
    kept = [
        "Ses nominations en cours finissent ce jour-là.",
        "Son compte, ses actes et ses procès-verbaux restent lisibles.",
        "La clôture ne se reprend pas.",
    ]
    lead = "Elle ne tient aucun carnet et n’en attend aucun."
    return Step(
        f"Clore la régie\u00a0: {regie}",
        "Clore la régie",
        _at("regie", regie),
        lead,
        kept,
        grave=True,
        part=PART,
    )


def end_step(one: Appointment) -> Step:
    lead = f"En fonction {period(one.starts_on, one.ends_on)}."
    return Step(
        f"Terminer la nomination\u00a0: {one.name}",
        "Enregistrer le dernier jour",
        _at("regie", one.regie),
        lead,
        ["Sans remise de service, personne ne dit ce que la régie tenait ce jour-là."],
        part=PART,
    )


def complete_step(one: Appointment) -> Step:
    return Step(
        f"Compléter la nomination\u00a0: {one.name}",
        "Enregistrer",
        _at("regie", one.regie),
        f"Nomination par l’acte n°\u00a0{one.act_number} du {day(one.act_on)}.",
        ["Le compte choisi signera les procès-verbaux à ce nom."],
        part=PART,
    )


def settled(act: str, regie: Regie, to: RegieState) -> Settled | None:
    """What is said of a régie of which a move is not open."""
    url = _at("regie", regie)
    if to not in REGIE_MOVES[RegieState(regie.state)]:
        verb = "regie.closed" if regie.state == RegieState.CLOSED else "regie.founded"
        told = {
            RegieState.DRAFT: "Cette régie est un projet\u00a0: aucun acte ne l’a constituée.",
            RegieState.FOUNDED: f"Cette régie est constituée depuis le {day(regie.act_on)}, "
            f"enregistré {last_change(regie, verb)}.",
            RegieState.CLOSED: f"Cette régie est close depuis le {day(regie.closed_on)}, "
            f"enregistré {last_change(regie, verb)}.",
        }
        return Settled(act, told[RegieState(regie.state)], url, BACK)
    if to == RegieState.CLOSED and (why := what_keeps_open(regie.depot)):
        said = f"Cette régie ne se clôt pas encore\u00a0: {why}. Rendez-les d’abord au comptable."
        return Settled(act, said, url, BACK)
    return None


def not_founded(act: str, regie: Regie) -> Settled | None:
    """Why nobody is named, or no ceiling given, if so."""
    if regie.state == RegieState.FOUNDED:
        return None
    said = (
        f"Cette régie est «\u00a0{regie.get_state_display().lower()}\u00a0»\u00a0: cet acte attend."
    )
    return Settled(act, said, _at("regie", regie), BACK)


def ended(one: Appointment) -> Settled | None:
    """Why an appointment has no last day to be given."""
    url = _at("regie", one.regie)
    if one.starts_on is None:
        said = f"{one.name} n’a pas encore pris le service."
    elif one.ends_on is not None:
        said = f"Cette nomination finit le {day(one.ends_on)}."
    else:
        return None
    return Settled("Terminer la nomination", said, url, BACK)
