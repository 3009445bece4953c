"""Section `conventions` of a programme file: texts, votes, signatures, avenants."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from common.json_schema import code, day, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, Section, Table, filled
from conventions.actions import agreements, avenants
from conventions.actions.texts import ClauseSpec, ObligationSpec, Value
from conventions.enums import AvenantState, Cadence, ClauseKind, ConventionState
from conventions.models import Avenant, Clause, Convention, Deliberation, Obligation, Programme

CLAUSE = table(
    "Une valeur du texte. Sa nature suit son objet : jour, montant, nombre, taux ou texte.",
    "kind value",
    kind=one_of(ClauseKind, "objet"),
    value={"type": ["string", "number"], "description": "valeur"},
    article=text("article du texte", 60),
    note=text("mention"),
)
OBLIGATION = table(
    "Ce que le texte fait faire. Une obligation faite une fois a son échéance.",
    "title cadence",
    title=text("obligation"),
    cadence=one_of(Cadence, "rythme"),
    due_on=day("échéance"),
    article=text("article du texte", 60),
    note=text("mention"),
)
STAGES = {
    "deliberation": text("numéro de la délibération qui autorise la signature", 30),
    "voted_on": day("jour du vote, sinon celui de la séance"),
    "signed_on": day("jour de la signature ; absent tant qu’elle n’est pas connue"),
    "clauses": rows(CLAUSE),
    "obligations": rows(OBLIGATION),
}
AVENANT = table(
    "Un changement de la convention, en vigueur au jour qu’il énonce, sinon à sa signature.",
    "number subject",
    number=whole("numéro", 1),
    subject=text("objet", 300),
    stated_effective_on=day("jour d’effet énoncé"),
    **STAGES,
)
CONVENTION = table(
    "Une convention avec un financeur.",
    "code title funder",
    code=code("nom court"),
    title=text("intitulé"),
    funder=code("organisation qui finance"),
    filed_on=day("jour du dépôt du dossier"),
    programmed_on=day("jour de la programmation"),
    signed_source=text("d’où la signature est connue, quand son jour ne l’est pas"),
    effective_on=day("jour d’effet, s’il n’est pas celui de la signature"),
    avenants=rows(AVENANT),
    **STAGES,
)


def load_convention(entry: Entry, context: Context) -> None:
    programme = context.the(Programme)
    facts = {
        "title": entry["title"],
        "funder": context.find(Organisation, entry, "funder"),
        "filed_on": entry.get("filed_on"),
        "programmed_on": entry.get("programmed_on"),
    }
    convention = programme.conventions.filter(code=entry["code"]).first()
    if convention is None:
        with entry.placed():
            convention = agreements.draft(
                programme, code=entry["code"], **_text(entry), **facts, **context.who
            )
        context.add(entry, convention)
    else:
        entry.check_same(convention, facts)
        _check_text(
            entry,
            convention.clauses.filter(avenant=None),
            convention.obligations.filter(avenant=None),
        )
    convention = _moved(entry, convention, context)
    context.keep(convention, convention.code)
    for avenant in entry.entries("avenants"):
        _load_avenant(avenant, convention, context)


def _load_avenant(entry: Entry, convention: Convention, context: Context) -> None:
    facts = {
        "subject": entry["subject"],
        **entry.pick("stated_effective_on"),
    }
    avenant = convention.avenants.filter(number=entry["number"]).first()
    if avenant is None:
        with entry.placed():
            avenant = avenants.draft(
                convention, number=entry["number"], **_text(entry), **facts, **context.who
            )
        context.add(entry, avenant)
    else:
        entry.check_same(avenant, facts)
        _check_text(entry, avenant.clauses.all(), avenant.obligations.all())
    _move_avenant(entry, avenant, context)


def _moved(entry: Entry, convention: Convention, context: Context) -> Convention:
    """Vote and sign as far as the file says; a state further than the file is left alone."""
    vote = _vote(entry, context)
    with entry.placed():
        if vote and convention.state == ConventionState.DRAFT:
            convention = agreements.vote(convention, **vote, **context.who)
            context.add(entry, vote["deliberation"])
        elif vote:
            entry.check_same(convention, {"voted_on": vote["on"]})
        if "signed_on" not in entry and "signed_source" not in entry:
            return convention
        if convention.state in (ConventionState.DRAFT, ConventionState.VOTED):
            return agreements.sign(
                convention,
                on=entry.get("signed_on"),
                source=entry.get("signed_source", ""),
                effective_on=entry.get("effective_on"),
                **context.who,
            )
    entry.check_same(
        convention,
        {"signed_on": entry.get("signed_on"), "signed_source": entry.get("signed_source", "")},
    )
    _check_effect(entry, convention.clauses.filter(avenant=None))
    return convention


def _move_avenant(entry: Entry, avenant: Avenant, context: Context) -> None:
    vote = _vote(entry, context)
    with entry.placed():
        if vote and avenant.state == AvenantState.DRAFT:
            avenant = avenants.vote(avenant, **vote, **context.who)
            context.add(entry, vote["deliberation"])
        elif vote:
            entry.check_same(avenant, {"voted_on": vote["on"]})
        if "signed_on" not in entry:
            return
        if avenant.state in (AvenantState.DRAFT, AvenantState.VOTED):
            avenants.sign(avenant, on=entry["signed_on"], **context.who)
            context.add(entry, avenant)
            return
    entry.check_same(avenant, {"signed_on": entry["signed_on"]})


def _vote(entry: Entry, context: Context) -> dict[str, Any]:
    deliberation = context.find_if_named(Deliberation, entry, "deliberation")
    if deliberation is None:
        return {}
    return {"on": entry.get("voted_on", deliberation.session_on), "deliberation": deliberation}


def _text(entry: Entry) -> dict[str, Any]:
    return {
        "clauses": [_clause(clause) for clause in entry.entries("clauses")],
        "obligations": [_obligation(duty) for duty in entry.entries("obligations")],
    }


def _clause(entry: Entry) -> ClauseSpec:
    kind = ClauseKind(entry["kind"])
    return ClauseSpec(kind, _value(entry, kind), **entry.pick("article", "note"))


def _value(entry: Entry, kind: ClauseKind) -> Value:
    value: Value = entry["value"]
    wanted = kind.carries
    if wanted in ("amount", "rate") and isinstance(value, int):
        value = Decimal(value)
    natures = {"day": dt.date, "amount": Decimal, "rate": Decimal, "number": int, "text": str}
    if not isinstance(value, natures[wanted]):
        raise entry.fault(f"«\u00a0{kind.label}\u00a0» attend {NATURES[wanted]}.", "value")
    return entry.euros("value") if wanted == "amount" else value


NATURES = {
    "day": "un jour, écrit 2023-12-31 sans guillemets",
    "amount": "un montant en euros, sans guillemets",
    "rate": "un taux en %, sans guillemets",
    "number": "un nombre entier",
    "text": "un texte entre guillemets",
}


def _obligation(entry: Entry) -> ObligationSpec:
    cadence, due_on = Cadence(entry["cadence"]), entry.get("due_on")
    if cadence == Cadence.ONCE and due_on is None:
        raise entry.fault("Une obligation faite une fois a son échéance.", "due_on")
    return ObligationSpec(entry["title"], cadence, due_on, **entry.pick("article", "note"))


def _check_text(entry: Entry, clauses: Iterable[Clause], obligations: Iterable[Obligation]) -> None:
    """Refuse a text that is not the recorded one: only an avenant changes it."""
    kept = {clause.kind: clause for clause in clauses}
    for said in entry.entries("clauses"):
        spec = _clause(said)
        clause = kept.pop(spec.kind, None)
        if clause is None:
            raise said.differs("kind", spec.kind.label, None)
        said.check_same(clause, {"value": spec.value, "article": spec.article, "note": spec.note})
    due = {(one.title, one.due_on): one for one in obligations}
    for said in entry.entries("obligations"):
        duty = _obligation(said)
        known = due.pop((duty.title, duty.due_on), None)
        if known is None:
            raise said.differs("title", duty.title, None)
        said.check_same(
            known, {"cadence": duty.cadence, "article": duty.article, "note": duty.note}
        )
    for left in [*kept.values(), *due.values()]:
        raise entry.differs("clauses", None, left)


def _check_effect(entry: Entry, clauses: Iterable[Clause]) -> None:
    said = entry.get("effective_on", entry.get("signed_on"))
    for clause in clauses:
        if clause.effective_on != said:
            raise entry.differs("effective_on", said, clause.effective_on)


def dump(programme: Programme) -> list[Table]:
    rows = programme.conventions.select_related("funder", "deliberation").order_by("code")
    return [_convention(convention) for convention in rows]


def _convention(convention: Convention) -> Table:
    clauses = convention.clauses.filter(avenant=None)
    first = clauses.first()
    return filled(
        code=convention.code,
        title=convention.title,
        funder=convention.funder,
        filed_on=convention.filed_on,
        programmed_on=convention.programmed_on,
        **_stages(convention),
        signed_source=convention.signed_source,
        effective_on=first and first.effective_on,
        clauses=_clauses(clauses),
        obligations=_obligations(convention.obligations.filter(avenant=None)),
        avenants=[
            _avenant(one)
            for one in convention.avenants.select_related("deliberation").order_by("number")
        ],
    )


def _avenant(avenant: Avenant) -> Table:
    return filled(
        number=avenant.number,
        subject=avenant.subject,
        stated_effective_on=avenant.stated_effective_on,
        **_stages(avenant),
        clauses=_clauses(avenant.clauses.all()),
        obligations=_obligations(avenant.obligations.all()),
    )


def _stages(text: Convention | Avenant) -> Table:
    return {
        "deliberation": text.deliberation and text.deliberation.number,
        "voted_on": text.voted_on,
        "signed_on": text.signed_on,
    }


def _clauses(clauses: QuerySet[Clause]) -> list[Table]:
    return [
        filled(kind=one.kind, value=one.value, article=one.article, note=one.note)
        for one in clauses.order_by("pk")
    ]


def _obligations(obligations: QuerySet[Obligation]) -> list[Table]:
    return [
        filled(
            title=one.title,
            cadence=one.cadence,
            due_on=one.due_on,
            article=one.article,
            note=one.note,
        )
        for one in obligations.order_by("pk")
    ]


SECTIONS = [Section("conventions", CONVENTION, load_convention, dump)]
