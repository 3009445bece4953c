"""Section `plans` of a programme file: who pays what."""

from collections.abc import Iterable

from accounts.models import Organisation
from budget.enums import Section, Side
from common.json_schema import code, euros, flag, one_of, rows, table, text
from common.programme_file import Context, Entry, FileSection, Table, filled
from conventions.models import Convention
from financing import actions
from financing.actions import ItemSpec
from financing.enums import Perimeter
from financing.models import Plan, PlanItem
from programmes.models import Programme

ITEM = table(
    "Un poste de dépense ou une ressource.",
    "side label amount",
    side=one_of(Side, "côté"),
    label=text("libellé", 120),
    amount=euros("montant"),
    section=one_of(Section, "section"),
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
    aid_limit=euros("plafond des aides publiques sur ce périmètre, en %"),
    limit_reason=text("règle qui fixe ce plafond", 300),
    note=text("mention"),
    items=rows(ITEM, at_least=2),
)


def load_plan(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
    facts = {
        "title": entry["title"],
        "perimeter": Perimeter(entry.get("perimeter", Perimeter.OPERATION)),
        "total": entry.euros("total"),
        "convention": context.find_if_named(Convention, entry, "convention"),
        "aid_limit": entry.number("aid_limit"),
        "limit_reason": entry.get("limit_reason", ""),
        "note": entry.get("note", ""),
    }
    items = [_item(item, context) for item in entry.entries("items")]
    plan = programme.plans.filter(code=entry["code"]).first()
    if plan is not None:
        entry.check_same(plan, facts)
        _check_same_items(entry, items, plan)
        return
    with entry.refusals_located():
        plan = actions.record(
            programme, code=entry["code"], items=items, **facts, **context.by_and_at
        )
    context.add(entry, plan)


def _item(entry: Entry, context: Context) -> ItemSpec:
    return ItemSpec(
        side=Side(entry["side"]),
        label=entry["label"],
        amount=entry.euros("amount"),
        section=Section(entry["section"]) if "section" in entry else None,
        funder=context.find_if_named(Organisation, entry, "funder"),
        **entry.pick("is_public_aid", "pays_passes"),
    )


def _check_same_items(entry: Entry, items: Iterable[ItemSpec], plan: Plan) -> None:
    rows = plan.items.select_related("funder").order_by("side", "position")
    recorded = [(row.side, row.label, row.amount, row.section, row.funder) for row in rows]
    sorted_items = sorted(items, key=lambda item: item.side)
    given = [(i.side, i.label, i.amount, i.section or "", i.funder) for i in sorted_items]
    entry.check_same_rows("items", given, recorded)
    for rank, (item, row) in enumerate(zip(sorted_items, rows, strict=True), 1):
        for flag_name in ("is_public_aid", "pays_passes"):
            one, kept = getattr(item, flag_name), getattr(row, flag_name)
            if one != kept:
                raise entry.differs(f"items[{rank}].{flag_name}", one, kept)


def dump_plans(programme: Programme) -> list[Table]:
    rows = programme.plans.select_related("convention").order_by("code")
    return [
        filled(
            code=plan.code,
            title=plan.title,
            convention=plan.convention and plan.convention.code,
            perimeter=plan.perimeter,
            total=plan.total,
            aid_limit=plan.aid_limit,
            limit_reason=plan.limit_reason,
            note=plan.note,
            items=[
                _item_table(item)
                for item in plan.items.select_related("funder").order_by("side", "position")
            ],
        )
        for plan in rows
    ]


def _item_table(item: PlanItem) -> Table:
    return filled(**{key: getattr(item, key) for key in ITEM["properties"]})


SECTIONS = [FileSection("plans", PLAN, load_plan, dump_plans)]
