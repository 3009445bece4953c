"""Section `subsidies` of a programme file: subsidies to third parties."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Organisation
from budget.actions import subsidies
from budget.actions.subsidies import SubTotal
from budget.enums import Side
from budget.models import BudgetLine, Subsidy, SubsidyItem
from budget.sections.budget_lines import RELEASE, add_releases, dump_releases, release_specs
from common.json_schema import code, day, euros, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, FileSection, Table, filled
from deliberations.models import Deliberation
from programmes.models import Programme

POST = table("Un poste.", "label amount", label=text("libellé", 120), amount=euros("montant"))
SUB_TOTAL = table(
    "Un sous-total du budget du tiers ; ses postes, s’ils sont connus, font son montant.",
    "side label amount",
    side=one_of(Side, "côté"),
    label=text("libellé", 120),
    amount=euros("montant"),
    posts=rows(POST),
)
PAYMENT = table(
    "Un paiement de la subvention.",
    "paid_on amount mandat_number",
    paid_on=day("jour"),
    amount=euros("montant"),
    mandat_number=text("mandat", 40),
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
    payments=rows(PAYMENT),
    releases=rows(RELEASE),
    report_due_on=day("jour où le bilan est attendu"),
    report_received_on=day("jour où le bilan est reçu"),
)


def load_subsidy(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
    deliberation = context.find(Deliberation, entry, "deliberation")
    beneficiary = context.find(Organisation, entry, "beneficiary")
    facts = {
        "purpose": entry["purpose"],
        "amount": entry.euros("amount"),
        "third_party_budget": entry.euros("third_party_budget"),
        "report_due_on": entry.get("report_due_on"),
    }
    sub_totals = [_sub_total(one) for one in entry.entries("sub_totals")]
    known = programme.subsidies.filter(deliberation=deliberation, beneficiary=beneficiary)
    subsidy = known.first()
    if subsidy is not None:
        entry.check_same(subsidy, facts)
        if subsidy.commitment.line != _line(entry, programme):
            raise entry.differs("line", entry["line"]["imputation"], subsidy.commitment.line)
        entry.check_same_rows("sub_totals", _sub_total_rows(sub_totals), _recorded_items(subsidy))
        add_releases(entry, subsidy.commitment, context)
    else:
        with entry.refusals_located():
            subsidy = subsidies.record(
                programme,
                line=_line(entry, programme),
                sub_totals=sub_totals,
                on=entry.get("committed_on", deliberation.session_on),
                releases=release_specs(entry),
                deliberation=deliberation,
                beneficiary=beneficiary,
                **facts,
                **context.by_and_at,
            )
        context.add(entry, subsidy)
    _load_payments_and_report(entry, subsidy, context)


def _load_payments_and_report(entry: Entry, subsidy: Subsidy, context: Context) -> None:
    """Load the payments, and the day of the third party's report."""
    for payment_entry in entry.entries("payments"):
        _pay(payment_entry, subsidy, context)
    received_on = entry.get("report_received_on")
    if received_on is not None and subsidy.report_received_on is None:
        with entry.refusals_located():
            subsidies.receive_report(subsidy, on=received_on, **context.by_and_at)
        context.add(entry, subsidy)
    elif received_on is not None:
        entry.check_same(subsidy, {"report_received_on": received_on})


def _pay(entry: Entry, subsidy: Subsidy, context: Context) -> None:
    facts = {"paid_on": entry["paid_on"], "amount": entry.euros("amount")}
    payment = subsidy.payments.filter(mandat_number=entry["mandat_number"]).first()
    if payment is not None:
        entry.check_same(payment, facts)
        return
    with entry.refusals_located():
        payment = subsidies.pay(
            subsidy,
            on=facts["paid_on"],
            amount=facts["amount"],
            mandat_number=entry["mandat_number"],
            **context.by_and_at,
        )
    context.add(entry, payment)


def _line(entry: Entry, programme: Programme) -> BudgetLine:
    named = {"operation": ""} | dict(entry["line"])
    line = programme.budget_lines.filter(**named).first()
    if line is None:
        raise entry.fault("Aucune ligne budgétaire du fichier ne porte cette imputation.", "line")
    return line


def _sub_total(entry: Entry) -> SubTotal:
    posts = [(post["label"], post.euros("amount")) for post in entry.entries("posts")]
    return SubTotal(Side(entry["side"]), entry["label"], entry.euros("amount"), posts)


def _sub_total_rows(sub_totals: Iterable[SubTotal]) -> list[Any]:
    found: list[Any] = []
    for one in sub_totals:
        found.append((one.side, one.label, one.amount))
        found += [(one.side, label, amount) for label, amount in one.posts]
    return found


def _recorded_items(subsidy: Subsidy) -> list[Any]:
    items = SubsidyItem.objects.filter(subsidy=subsidy).order_by("position")
    return list(items.values_list("side", "label", "amount"))


def dump_subsidies(programme: Programme) -> list[Table]:
    rows = programme.subsidies.select_related("deliberation", "beneficiary", "commitment__line")
    ordered = rows.order_by("deliberation__session_on", "deliberation__number", "pk")
    return [_subsidy_table(subsidy) for subsidy in ordered]


def _subsidy_table(subsidy: Subsidy) -> Table:
    line = subsidy.commitment.line
    items = subsidy.items.order_by("position")
    return filled(
        deliberation=subsidy.deliberation.number,
        beneficiary=subsidy.beneficiary,
        purpose=subsidy.purpose,
        amount=subsidy.amount,
        third_party_budget=subsidy.third_party_budget,
        committed_on=subsidy.commitment.committed_on,
        line=filled(year=line.year, imputation=line.imputation, operation=line.operation),
        sub_totals=[
            filled(
                side=top.side,
                label=top.label,
                amount=top.amount,
                posts=[
                    filled(label=post.label, amount=post.amount)
                    for post in items
                    if post.part_of_id == top.pk
                ],
            )
            for top in items
            if top.part_of_id is None
        ],
        payments=[
            filled(paid_on=one.paid_on, amount=one.amount, mandat_number=one.mandat_number)
            for one in subsidy.payments.order_by("paid_on", "pk")
        ],
        releases=dump_releases(subsidy.commitment),
        report_due_on=subsidy.report_due_on,
        report_received_on=subsidy.report_received_on,
    )


SECTIONS = [FileSection("subsidies", SUBSIDY, load_subsidy, dump_subsidies)]
