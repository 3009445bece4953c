"""Clauses, obligations and parties of a text in a programme file: read, compared, written."""

import datetime as dt
from collections.abc import Callable
from dataclasses import astuple
from decimal import Decimal
from typing import Any, TypeAlias

from accounts.models import Organisation
from accounts.sections import account_named
from common.json_schema import LONG, code, day, euros, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, Table, filled
from conventions.actions.texts import ClauseSpec, ObligationSpec, PartySpec, Value
from conventions.enums import (
    AvenantState,
    Cadence,
    ClauseKind,
    ObligationNature,
    Origin,
    PartyQuality,
)
from conventions.models import Avenant, Clause, Convention, Obligation, Party
from conventions.rules.texts import Row

Text: TypeAlias = Convention | Avenant
ROW = table(
    "Une ligne d’un tableau : un libellé ou un jour, avec un montant, un nombre ou un taux.",
    label=text("libellé"),
    day=day("jour"),
    amount=euros("montant"),
    number=whole("nombre"),
    rate=euros("taux, en %"),
)
CLAUSE = table(
    "Une valeur du texte. Sa nature suit son objet : jour, montant, nombre, taux, texte ou lignes.",
    "kind",
    kind=one_of(ClauseKind, "objet"),
    value={"type": ["string", "number"], "description": "valeur, sauf pour un tableau"},
    rows=rows(ROW, at_least=1),
    article=text("article du texte", 60),
    note=text("mention"),
    wording=text("rédaction du texte", LONG),
)
OBLIGATION = table(
    "Ce que le texte fait faire. Une obligation faite une fois a son échéance ; un délai se compte "
    "en mois depuis un départ.",
    "title cadence",
    title=text("obligation"),
    cadence=one_of(Cadence, "rythme"),
    nature=one_of(ObligationNature, "à transmettre sinon"),
    due_on=day("échéance"),
    delay_months=whole("délai, en mois"),
    counted_from=one_of(Origin, "départ du délai"),
    article=text("article du texte", 60),
    note=text("mention"),
    replaces=table(
        "L’obligation de la convention qu’elle remplace, dès son jour d’effet.",
        "title",
        title=text("obligation"),
        due_on=day("son échéance, si elle en a une"),
    ),
    responsible=text("adresse électronique du compte qui s’en charge", 254),
)
PARTY = table(
    "Une organisation qui signe le texte, et qui l’engage.",
    "organisation quality",
    organisation=code("organisation"),
    quality=one_of(PartyQuality, "qualité"),
    represented_by=text("qui la représente", 120),
    represented_as=text("en quelle qualité", 120),
)
NATURES = {
    "day": (dt.date, "un jour, écrit 2023-12-31 sans guillemets"),
    "amount": (Decimal, "un montant en euros, sans guillemets"),
    "rate": (Decimal, "un taux en %, sans guillemets"),
    "number": (int, "un nombre entier"),
    "text": (str, "un texte entre guillemets"),
    "table": (tuple, "des lignes, écrites dans rows"),
}


def read_clause(entry: Entry) -> ClauseSpec:
    kind = ClauseKind(entry["kind"])
    return ClauseSpec(kind, _value(entry, kind), **entry.pick("article", "note", "wording"))


def _value(entry: Entry, kind: ClauseKind) -> Value:
    carried = kind.carries
    value: Any = tuple(map(_row, entry.entries("rows"))) or entry.get("value")
    if carried in ("amount", "rate") and isinstance(value, int):
        value = Decimal(value)
    nature, named = NATURES[carried]
    is_right = isinstance(value, nature)
    if not is_right:
        key = "rows" if "rows" in entry else "value"
        raise entry.fault(f"«\u00a0{kind.label}\u00a0» attend {named}.", key)
    found: Value = entry.euros("value") if carried == "amount" else value
    return found


def _row(entry: Entry) -> Row:
    amount = entry.euros("amount") if "amount" in entry else None
    return Row(amount=amount, rate=entry.number("rate"), **entry.pick("label", "day", "number"))


def read_obligation(entry: Entry, convention: Convention | None = None) -> ObligationSpec:
    """`convention` is the one whose obligations an avenant may replace."""
    cadence = Cadence(entry["cadence"])
    if cadence == Cadence.ONCE and "due_on" not in entry:
        raise entry.fault("Une obligation faite une fois a son échéance.", "due_on")
    return ObligationSpec(
        entry["title"],
        cadence,
        nature=ObligationNature(entry.get("nature", ObligationNature.SEND)),
        counted_from=Origin(entry["counted_from"]) if "counted_from" in entry else "",
        replaces=_replaced(entry, convention),
        responsible=account_named(entry),
        **entry.pick("due_on", "delay_months", "article", "note"),
    )


def _replaced(entry: Entry, convention: Convention | None) -> Obligation | None:
    if "replaces" not in entry:
        return None
    named = {"due_on": None} | dict(entry["replaces"])
    rows = convention and convention.obligations.exclude(avenant__state=AvenantState.ABANDONED)
    found = rows and rows.filter(**named).first()
    if not found:
        raise entry.fault("Aucune obligation de la convention ne porte ce titre.", "replaces")
    return found


def read_party(entry: Entry, context: Context) -> PartySpec:
    return PartySpec(
        context.find(Organisation, entry, "organisation"),
        PartyQuality(entry["quality"]),
        **entry.pick("represented_by", "represented_as"),
    )


def check_clauses(entry: Entry, text: Text, *, is_open: bool) -> list[Entry]:
    """Refuse values that are not the recorded ones; give those that an open text may be added."""
    kept = {one.kind: one for one in of_text(text.clauses, text).order_by("pk")}
    new = []
    for said in entry.entries("clauses"):
        spec = read_clause(said)
        known = kept.pop(spec.kind, None)
        if known is not None:
            _check_clause(said, spec, known)
        elif is_open:
            new.append(said)
        else:
            raise said.differs("kind", spec.kind.label, None)
    for left in kept.values():
        raise entry.differs("clauses", None, left)
    return new


def _check_clause(said: Entry, spec: ClauseSpec, known: Clause) -> None:
    if isinstance(spec.value, tuple):
        said.check_same_rows("rows", [*map(astuple, spec.value)], [*map(astuple, known.rows)])
    else:
        said.check_same(known, {"value": spec.value})
    said.check_same(known, {"article": spec.article, "note": spec.note, "wording": spec.wording})


def check_obligations(entry: Entry, text: Text, *, is_open: bool) -> list[Entry]:
    """The same for obligations. Who sees to one is followed apart."""
    recorded = of_text(text.obligations, text)
    due = {(one.title, one.due_on): one for one in recorded.order_by("pk")}
    new = []
    for said in entry.entries("obligations"):
        known = due.pop((said["title"], said.get("due_on")), None)
        if known is not None:
            said.check_same(known, _facts(read_obligation(said, known.convention)))
        elif is_open:
            new.append(said)
        else:
            raise said.differs("title", said["title"], None)
    for left in due.values():
        raise entry.differs("obligations", None, left)
    return new


def _facts(spec: ObligationSpec) -> dict[str, Any]:
    plain = ("cadence", "article", "note", "nature", "delay_months", "counted_from", "replaces")
    return {name: getattr(spec, name) for name in plain}


def check_parties(entry: Entry, text: Text, context: Context, *, is_open: bool) -> list[Entry]:
    """The same for parties, in the order in which they sign."""
    said = entry.entries("parties")
    told = [_signatory(read_party(one, context)) for one in said]
    recorded = [
        (one.organisation, one.quality, one.represented_by, one.represented_as)
        for one in of_text(text.parties, text).select_related("organisation").order_by("position")
    ]
    entry.check_same_rows("parties", told[: len(recorded)] if is_open else told, recorded)
    return said[len(recorded) :]


def _signatory(spec: PartySpec) -> tuple[Organisation, str, str, str]:
    return spec.organisation, spec.quality, spec.represented_by, spec.represented_as


def of_text(rows: Any, text: Text) -> Any:
    """What belongs to a text alone: the first one has no avenant."""
    return rows.filter(avenant=None) if isinstance(text, Convention) else rows.all()


def dump_text(text: Text, more: Callable[[Obligation], Table]) -> Table:
    """What a text holds; `more` is what a higher floor writes of an obligation."""
    parties = of_text(text.parties, text).select_related("organisation").order_by("position")
    found = of_text(text.obligations, text).select_related("replaces", "responsible")
    return filled(
        parties=[_party(one) for one in parties],
        clauses=[_clause(one) for one in of_text(text.clauses, text).order_by("pk")],
        obligations=[_obligation(one) | more(one) for one in found.order_by("pk")],
    )


def _party(one: Party) -> Table:
    return filled(**{key: getattr(one, key) for key in PARTY["properties"]})


def _clause(one: Clause) -> Table:
    listed = [filled(**{key: getattr(row, key) for key in ROW["properties"]}) for row in one.rows]
    return filled(
        kind=one.kind,
        value=None if listed else one.value,
        rows=listed,
        article=one.article,
        note=one.note,
        wording=one.wording,
    )


def _obligation(one: Obligation) -> Table:
    plain = ("title", "cadence", "nature", "due_on", "delay_months", "counted_from")
    former = one.replaces
    return filled(
        **{key: getattr(one, key) for key in plain},
        article=one.article,
        note=one.note,
        replaces=former and filled(title=former.title, due_on=former.due_on),
        responsible=one.responsible and one.responsible.email,
    )
