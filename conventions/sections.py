"""The clauses, obligations and parties of a text in a programme file: read, compared, dumped."""

import datetime as dt
from collections.abc import Callable
from dataclasses import astuple
from decimal import Decimal
from typing import Any

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
from conventions.models import Clause, Convention, Obligation, Party, Text
from conventions.readings.texts import own_rows
from conventions.rules.clause_rows import Row

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
VALUE_TYPES = {
    "day": (dt.date, "un jour, écrit 2023-12-31 sans guillemets"),
    "amount": (Decimal, "un montant en euros, sans guillemets"),
    "rate": (Decimal, "un taux en %, sans guillemets"),
    "number": (int, "un nombre entier"),
    "text": (str, "un texte entre guillemets"),
    "table": (tuple, "des lignes, écrites dans rows"),
}


def read_clause(entry: Entry) -> ClauseSpec:
    kind = ClauseKind(entry["kind"])
    return ClauseSpec(kind, _read_value(entry, kind), **entry.pick("article", "note", "wording"))


def _read_value(entry: Entry, kind: ClauseKind) -> Value:
    field = kind.carries
    value: Any = tuple(map(_read_row, entry.entries("rows"))) or entry.get("value")
    if field in ("amount", "rate") and isinstance(value, int):
        value = Decimal(value)
    value_type, name = VALUE_TYPES[field]
    has_right_type = isinstance(value, value_type)
    if not has_right_type:
        key = "rows" if "rows" in entry else "value"
        raise entry.fault(f"«\u00a0{kind.label}\u00a0» attend {name}.", key)
    found: Value = entry.euros("value") if field == "amount" else value
    return found


def _read_row(entry: Entry) -> Row:
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
    """Refuse clauses that are not the recorded ones; return the new ones, if the text is open."""
    recorded = {one.kind: one for one in own_rows(text, "clauses").order_by("pk")}
    new = []
    for listed in entry.entries("clauses"):
        spec = read_clause(listed)
        known = recorded.pop(spec.kind, None)
        if known is not None:
            _check_clause(listed, spec, known)
        elif is_open:
            new.append(listed)
        else:
            raise listed.differs("kind", spec.kind.label, None)
    for missing in recorded.values():
        raise entry.differs("clauses", None, missing)
    return new


def _check_clause(listed: Entry, spec: ClauseSpec, known: Clause) -> None:
    if isinstance(spec.value, tuple):
        listed.check_same_rows("rows", [*map(astuple, spec.value)], [*map(astuple, known.rows)])
    else:
        listed.check_same(known, {"value": spec.value})
    listed.check_same(known, {"article": spec.article, "note": spec.note, "wording": spec.wording})


def check_obligations(entry: Entry, text: Text, *, is_open: bool) -> list[Entry]:
    """The same for obligations. Who is responsible is compared by `deadlines.sections`."""
    recorded = own_rows(text, "obligations")
    due = {(one.title, one.due_on): one for one in recorded.order_by("pk")}
    new = []
    for listed in entry.entries("obligations"):
        known = due.pop((listed["title"], listed.get("due_on")), None)
        if known is not None:
            listed.check_same(known, _obligation_facts(read_obligation(listed, known.convention)))
        elif is_open:
            new.append(listed)
        else:
            raise listed.differs("title", listed["title"], None)
    for missing in due.values():
        raise entry.differs("obligations", None, missing)
    return new


def _obligation_facts(spec: ObligationSpec) -> dict[str, Any]:
    plain = ("cadence", "article", "note", "nature", "delay_months", "counted_from", "replaces")
    return {name: getattr(spec, name) for name in plain}


def check_parties(entry: Entry, text: Text, context: Context, *, is_open: bool) -> list[Entry]:
    """The same for parties, in the order in which they sign."""
    listed = entry.entries("parties")
    read = [_party_facts(read_party(one, context)) for one in listed]
    recorded = [
        (one.organisation, one.quality, one.represented_by, one.represented_as)
        for one in own_rows(text, "parties").select_related("organisation").order_by("position")
    ]
    entry.check_same_rows("parties", read[: len(recorded)] if is_open else read, recorded)
    return listed[len(recorded) :]


def _party_facts(spec: PartySpec) -> tuple[Organisation, str, str, str]:
    return spec.organisation, spec.quality, spec.represented_by, spec.represented_as


def dump_text(text: Text, added_keys: Callable[[Obligation], Table]) -> Table:
    """What a text holds; `added_keys` gives what a higher app adds to an obligation."""
    parties = own_rows(text, "parties").select_related("organisation").order_by("position")
    found = own_rows(text, "obligations").select_related("replaces", "responsible")
    return filled(
        parties=[_party_table(one) for one in parties],
        clauses=[_clause_table(one) for one in own_rows(text, "clauses").order_by("pk")],
        obligations=[_obligation_table(one) | added_keys(one) for one in found.order_by("pk")],
    )


def _party_table(one: Party) -> Table:
    return filled(**{key: getattr(one, key) for key in PARTY["properties"]})


def _clause_table(one: Clause) -> Table:
    listed = [filled(**{key: getattr(row, key) for key in ROW["properties"]}) for row in one.rows]
    return filled(
        kind=one.kind,
        value=None if listed else one.value,
        rows=listed,
        article=one.article,
        note=one.note,
        wording=one.wording,
    )


def _obligation_table(one: Obligation) -> Table:
    plain = ("title", "cadence", "nature", "due_on", "delay_months", "counted_from")
    former = one.replaces
    return filled(
        **{key: getattr(one, key) for key in plain},
        article=one.article,
        note=one.note,
        replaces=former and filled(title=former.title, due_on=former.due_on),
        responsible=one.responsible and one.responsible.email,
    )
