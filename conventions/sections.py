"""The clauses, obligations and parties of a text in a programme file."""

import datetime as dt
from collections.abc import Callable
from dataclasses import astuple
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from accounts.sections import account_named
from common.file_rows import FileRows, Key
from common.json_schema import day, euros, rows, table, text, whole
from common.programme_file import Context, Entry, Table, filled
from conventions.actions.texts import ClauseSpec, ObligationSpec, PartySpec, Value
from conventions.enums import CODES, AvenantState, Cadence, ClauseKind
from conventions.models import Avenant, Clause, Convention, Obligation, Party
from conventions.readings.texts import first_rows
from conventions.rules.clause_rows import Row
from conventions.rules.clause_values import value_fault

ROW = table(
    "Une ligne d’un tableau : un libellé ou un jour, avec un montant, un nombre ou un taux.",
    label=text("libellé"),
    day=day("jour"),
    amount=euros("montant"),
    number=whole("nombre"),
    rate=euros("taux, en %"),
)
VALUE_TYPES = {
    "day": (dt.date, "un jour, écrit 2023-05-31 sans guillemets"),
    "amount": (Decimal, "un montant en euros, sans guillemets"),
    "rate": (Decimal, "un taux en %, sans guillemets"),
    "number": (int, "un nombre entier"),
    "text": (str, "un texte entre guillemets"),
    "table": (tuple, "des lignes, écrites dans rows"),
}


def _written_codes() -> str:
    """The codes of each kind that has some: `basis (consumed, purchased)`."""
    coded = [f"{kind} ({', '.join(codes.values)})" for kind, codes in CODES.items()]
    return ", ".join([*coded, f"{ClauseKind.TERRITORY} (codes de département\u00a0: 02, 60, 80)"])


def _value(entry: Entry, _: Context) -> Value:
    kind = ClauseKind(entry["kind"])
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
    if fault := value_fault(kind, found):
        raise entry.fault(fault, "rows" if "rows" in entry else "value")
    return found


def _read_row(entry: Entry) -> Row:
    amount = entry.euros("amount") if "amount" in entry else None
    return Row(amount=amount, rate=entry.rate("rate"), **entry.pick("label", "day", "number"))


def _check_value(entry: Entry, known: Clause, context: Context) -> None:
    value = _value(entry, context)
    if isinstance(value, tuple):
        pairs = zip_longest(map(astuple, value), map(astuple, known.rows))
        for rank, (one, kept) in enumerate(pairs, 1):
            if one != kept:
                raise entry.differs(f"rows[{rank}]", one, kept)
    else:
        entry.check_same(known, {"value": value})


def _written_rows(clause: Clause) -> list[Table]:
    return [filled(**{key: getattr(one, key) for key in ROW["properties"]}) for one in clause.rows]


def _due_on(entry: Entry, _: Context) -> dt.date | None:
    if entry["cadence"] == Cadence.ONCE and "due_on" not in entry:
        raise entry.fault("Une obligation faite une fois a son échéance.", "due_on")
    found: dt.date | None = entry.get("due_on")
    return found


def _replaced(entry: Entry, context: Context) -> Obligation | None:
    """The obligation of the convention being loaded that an avenant replaces.

    Without its article or avenant, it is first one that has none.
    """
    if "replaces" not in entry:
        return None
    holders = entry.parent, entry.parent and entry.parent.parent  # the text, or a correction of it
    own = next((one["number"] for one in holders if one and "number" in one), None)
    convention: Any = context.rows.get((Convention, ""))
    # What was corrected since may have had this title.
    known = Obligation.recorded.filter(convention=convention, title=entry["replaces"]["title"])
    standing = known.exclude(ranked_at__isnull=False, recorded_at=None).order_by("pk")
    found = [
        one
        for one in standing.select_related("avenant", "version_of")
        if one.avenant is None or (own != one.avenant.number and not _is_abandoned(one.avenant))
    ]
    for key, value in NAMED_BY.items():
        said = entry["replaces"].get(key)
        alike = [one for one in found if value(one) == said]
        found = alike if alike or said is not None or key == "due_on" else found
    held = [one for one in found if one.corrected_at is None]
    rows = {one.kept_id: one.kept for one in held or found}
    if len(rows) == 1:
        return rows.popitem()[1]
    raise entry.fault(SEVERAL if rows else NONE_SUCH, "replaces")


def _is_abandoned(avenant: Avenant) -> bool:
    return avenant.state == AvenantState.ABANDONED


# What names an obligation beside its title.
NAMED_BY: dict[str, Callable[[Obligation], Any]] = {
    "due_on": lambda one: one.due_on,
    "article": lambda one: one.article or None,
    "avenant": lambda one: one.avenant and one.avenant.number,
}
NONE_SUCH = "Aucune obligation de la convention ne porte ce titre."
SEVERAL = (
    "Plusieurs obligations de la convention portent ce titre, à cette échéance\u00a0: donnez aussi "
    "article, ou avenant (son numéro)."
)


def _member(obligation: Obligation) -> str:
    """Who is named now, if this version of the obligation asks for it."""
    return obligation.kept.member if obligation.asks_member else ""


def _replaced_table(obligation: Obligation) -> Table | None:
    former = obligation.replaces
    named = {key: value(former) for key, value in NAMED_BY.items()} if former else {}
    return filled(title=former.title, **named) if former else None


CLAUSES = FileRows(
    "clauses",
    Clause,
    "Une valeur du texte. Sa nature suit son objet : jour, montant, nombre, taux, texte ou lignes.",
    (
        Key("kind", read=lambda entry, _: ClauseKind(entry["kind"])),
        Key(
            "value",
            schema={
                "type": ["string", "number"],
                "description": f"valeur, sauf pour un tableau ; parmi {_written_codes()}",
            },
            is_required=False,
            read=_value,
            write=lambda clause: None if clause.rows else clause.value,
            is_compared=False,
        ),
        Key("article", "article du texte"),
        Key("note"),
        Key("wording", "rédaction du texte"),
    ),
    of=lambda text: first_rows(text, "clauses").order_by("pk"),
    identity=("kind",),
    spec=ClauseSpec,
    check_lists=_check_value,
    later=(Key("rows", schema=rows(ROW, at_least=1), write=_written_rows),),
)
OBLIGATIONS = FileRows(
    "obligations",
    Obligation,
    "Ce que le texte fait faire. Une obligation faite une fois a son échéance ; un délai se compte "
    "en mois depuis un départ.",
    (
        Key("title"),
        Key("cadence"),
        Key("nature", "à transmettre sinon"),
        Key("due_on", read=_due_on),
        Key("delay_months"),
        Key("counted_from", "départ du délai"),
        Key("offset_days"),
        Key("is_under_union_law"),
        Key("article", "article du texte"),
        Key("note"),
        Key("wording", "rédaction du texte"),
        Key("addressee"),
        Key("send_to", "adresse électronique à laquelle l’envoyer"),
        Key("triggers"),
        Key("requires"),
        Key("more_on_demand"),
        Key("asks_member", "le texte demande un membre désigné"),
        Key("member", is_left=True, get=_member),
        Key("met_by", "ce qui la tient, chaque trimestre"),
        Key(
            "replaces",
            schema=table(
                "L’obligation de la convention qu’elle remplace, dès son jour d’effet.",
                "title",
                title=text("obligation"),
                due_on=day("son échéance, si elle en a une"),
                article=text("son article, si d’autres ont ce titre à cette échéance"),
                avenant=whole("le numéro de l’avenant qui l’a écrite, de même", 1),
            ),
            read=_replaced,
            write=_replaced_table,
        ),
        Key(
            "responsible",
            "adresse électronique du compte qui s’en charge",
            by="email",
            read=lambda entry, _: account_named(entry),
            get=lambda row: None if row.is_only_proposed else row.kept.responsible,
            is_compared=False,  # `deadlines` assigns it, and compares it
        ),
    ),
    of=lambda text: first_rows(text, "obligations"),
    identity=("title", "due_on", "article"),
    spec=ObligationSpec,
)
PARTIES = FileRows(
    "parties",
    Party,
    "Une organisation qui signe le texte, et qui l’engage.",
    (
        Key("organisation", "organisation"),
        Key("quality"),
        Key("represented_by", "qui la représente"),
        Key("represented_as", "en quelle qualité"),
    ),
    of=lambda text: first_rows(text, "parties").select_related("organisation").order_by("position"),
    spec=PartySpec,
)
TEXT_ROWS = (PARTIES, CLAUSES, OBLIGATIONS)
