"""Sections `plans`, `budget_lines` and `subsidies` of a programme file."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Organisation
from common.json_schema import code, day, euros, flag, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, Section
from conventions.actions import budget, plans, subsidies
from conventions.actions.plans import ItemSpec
from conventions.actions.subsidies import SubTotal
from conventions.enums import Perimeter, Side
from conventions.enums import Section as BudgetSection
from conventions.models import (
    BudgetLine,
    Convention,
    Deliberation,
    Plan,
    Programme,
    Subsidy,
    SubsidyItem,
)

ITEM = table(
    "Un poste de dépense ou une ressource.",
    "side label amount",
    side=one_of(Side, "côté"),
    label=text("libellé", 120),
    amount=euros("montant"),
    section=one_of(BudgetSection, "section"),
    funder=code("organisation qui apporte la ressource"),
    is_public_aid=flag("aide publique"),
    pays_passes=flag("le poste que les achats de pass imputent"),
)
PLAN = table(
    "Qui paie quoi. Dépenses et ressources font chacune le total.",
    "code title total items",
    code=code("nom court"),
    title=text("intitulé"),
    convention=code("convention que le plan finance"),
    perimeter=one_of(Perimeter, "périmètre, l’opération sinon"),
    total=euros("total"),
    note=text("mention"),
    items=rows(ITEM, at_least=2),
)
PHASE = table("Un paiement prévu.", "year amount", year=whole("année"), amount=euros("montant"))
BUDGET_LINE = table(
    "Une ligne du budget, comme son texte l’imprime. Le phasage fait l’autorisation.",
    "year imputation section",
    year=whole("exercice", 2000),
    imputation=text("imputation", 60),
    operation=text("code opération", 30),
    label=text("libellé", 120),
    section=one_of(BudgetSection, "section"),
    is_income=flag("recette"),
    authorised=euros("autorisation de programme ou d’engagement"),
    available=euros("crédits de paiement disponibles"),
    deliberation=text("numéro de la délibération", 30),
    phases=rows(PHASE),
)
POST = table("Un poste.", "label amount", label=text("libellé", 120), amount=euros("montant"))
SUB_TOTAL = table(
    "Un sous-total du budget du tiers ; ses postes, s’ils sont connus, font son montant.",
    "side label amount",
    side=one_of(Side, "côté"),
    label=text("libellé", 120),
    amount=euros("montant"),
    posts=rows(POST),
)
SUBSIDY = table(
    "Une subvention versée à un tiers, prise sur une ligne du budget.",
    "deliberation beneficiary purpose amount third_party_budget line sub_totals",
    deliberation=text("numéro de la délibération", 30),
    beneficiary=code("organisation qui reçoit"),
    purpose=text("objet"),
    amount=euros("montant"),
    third_party_budget=euros("budget du tiers"),
    committed_on=day("jour de l’engagement, sinon celui de la séance"),
    line=table(
        "La ligne du budget.",
        "year imputation",
        year=whole("exercice", 2000),
        imputation=text("imputation", 60),
        operation=text("code opération", 30),
    ),
    sub_totals=rows(SUB_TOTAL, at_least=2),
)


def load_plan(entry: Entry, context: Context) -> None:
    programme = context.the(Programme)
    facts = {
        "title": entry["title"],
        "perimeter": Perimeter(entry.get("perimeter", Perimeter.OPERATION)),
        "total": entry.euros("total"),
        "convention": context.find_if_named(Convention, entry, "convention"),
        "note": entry.get("note", ""),
    }
    items = [_item(item, context) for item in entry.entries("items")]
    plan = programme.plans.filter(code=entry["code"]).first()
    if plan is not None:
        entry.check_same(plan, facts)
        _check_same_items(entry, items, plan)
        return
    with entry.placed():
        plan = plans.record(programme, code=entry["code"], items=items, **facts, **context.who)
    context.add(entry, plan)


def _item(entry: Entry, context: Context) -> ItemSpec:
    return ItemSpec(
        side=Side(entry["side"]),
        label=entry["label"],
        amount=entry.euros("amount"),
        section=BudgetSection(entry["section"]) if "section" in entry else None,
        funder=context.find_if_named(Organisation, entry, "funder"),
        **entry.pick("is_public_aid", "pays_passes"),
    )


def _check_same_items(entry: Entry, items: Iterable[ItemSpec], plan: Plan) -> None:
    recorded = [
        (item.side, item.label, item.amount, item.section, item.funder)
        for item in plan.items.select_related("funder").order_by("side", "position")
    ]
    said = [(i.side, i.label, i.amount, i.section or "", i.funder) for i in items]
    _check_same_rows(entry, "items", sorted(said, key=lambda row: row[0]), recorded)


def load_budget_line(entry: Entry, context: Context) -> None:
    programme = context.the(Programme)
    key = {name: entry.get(name, "") for name in ("year", "imputation", "operation")}
    facts = {
        "label": entry.get("label", ""),
        "section": BudgetSection(entry["section"]),
        "is_income": entry.get("is_income", False),
        "authorised": entry.euros("authorised") if "authorised" in entry else None,
        "available": entry.euros("available") if "available" in entry else None,
        "deliberation": context.find_if_named(Deliberation, entry, "deliberation"),
    }
    phases = [(phase["year"], phase.euros("amount")) for phase in entry.entries("phases")]
    line = programme.budget_lines.filter(**key).first()
    if line is None:
        with entry.placed():
            line = budget.record(programme, phases=phases, **key, **facts, **context.who)
        context.add(entry, line)
    else:
        entry.check_same(line, facts)
        recorded = list(line.phases.order_by("year").values_list("year", "amount"))
        _check_same_rows(entry, "phases", sorted(phases), recorded)


def load_subsidy(entry: Entry, context: Context) -> None:
    programme = context.the(Programme)
    deliberation = context.find(Deliberation, entry, "deliberation")
    beneficiary = context.find(Organisation, entry, "beneficiary")
    facts = {
        "purpose": entry["purpose"],
        "amount": entry.euros("amount"),
        "third_party_budget": entry.euros("third_party_budget"),
    }
    sub_totals = [_sub_total(one) for one in entry.entries("sub_totals")]
    known = programme.subsidies.filter(deliberation=deliberation, beneficiary=beneficiary)
    subsidy = known.first()
    if subsidy is not None:
        entry.check_same(subsidy, facts)
        _check_same_rows(entry, "sub_totals", _flat(sub_totals), _recorded(subsidy))
        return
    with entry.placed():
        subsidy = subsidies.record(
            programme,
            line=_line(entry, programme),
            sub_totals=sub_totals,
            on=entry.get("committed_on", deliberation.session_on),
            deliberation=deliberation,
            beneficiary=beneficiary,
            **facts,
            **context.who,
        )
    context.add(entry, subsidy)


def _line(entry: Entry, programme: Programme) -> BudgetLine:
    named = {"operation": ""} | dict(entry["line"])
    line = programme.budget_lines.filter(**named).first()
    if line is None:
        raise entry.fault("Aucune ligne budgétaire du fichier ne porte cette imputation.", "line")
    return line


def _sub_total(entry: Entry) -> SubTotal:
    posts = [(post["label"], post.euros("amount")) for post in entry.entries("posts")]
    return SubTotal(Side(entry["side"]), entry["label"], entry.euros("amount"), posts)


def _flat(sub_totals: Iterable[SubTotal]) -> list[Any]:
    found: list[Any] = []
    for one in sub_totals:
        found.append((one.side, one.label, one.amount))
        found += [(one.side, label, amount) for label, amount in one.posts]
    return found


def _recorded(subsidy: Subsidy) -> list[Any]:
    items = SubsidyItem.objects.filter(subsidy=subsidy).order_by("position")
    return list(items.values_list("side", "label", "amount"))


def _check_same_rows(entry: Entry, key: str, said: list[Any], recorded: list[Any]) -> None:
    for rank in range(max(len(said), len(recorded))):
        one = said[rank] if rank < len(said) else None
        kept = recorded[rank] if rank < len(recorded) else None
        if one != kept:
            raise entry.differs(f"{key}[{rank + 1}]", one, kept)


SECTIONS = [
    Section("plans", PLAN, load_plan),
    Section("budget_lines", BUDGET_LINE, load_budget_line),
    Section("subsidies", SUBSIDY, load_subsidy),
]
