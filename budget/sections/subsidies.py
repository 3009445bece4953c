"""Section `subsidies` of a programme file: subsidies to third parties."""

from dataclasses import replace
from typing import Any

from budget.actions import subsidies
from budget.actions.commitments import release
from budget.actions.subsidies import SubTotal
from budget.models import BudgetLine, Subsidy, SubsidyItem, SubsidyPayment
from budget.sections.budget_lines import RELEASES
from common.file_rows import FileRows, Key
from common.json_schema import day, of_field, table
from common.programme_file import Context, Entry, filled
from deliberations.models import Deliberation
from deliberations.sections import vote_key
from programmes.models import Programme

LINE_NAMES = ("year", "imputation", "operation")
LINE = table(
    "La ligne du budget.",
    "year imputation",
    **{name: of_field(BudgetLine._meta.get_field(name)) for name in LINE_NAMES},  # noqa: SLF001 - the documented meta API
)


def line_named(entry: Entry, context: Context) -> BudgetLine:
    named = {"operation": ""} | dict(entry["line"])
    line: BudgetLine | None = context.programme.budget_lines.filter(**named).first()
    if line is None:
        raise entry.fault("Aucune ligne budgétaire du fichier ne porte cette imputation.", "line")
    return line


def line_table(subsidy: Any) -> dict[str, Any]:
    line = subsidy.commitment.line
    return filled(**{name: getattr(line, name) for name in LINE_NAMES})


def _receive_report(entry: Entry, subsidy: Subsidy, context: Context) -> None:
    received_on = entry.get("report_received_on")
    if received_on is not None and subsidy.report_received_on is None:
        with entry.refusals_located():
            subsidies.receive_report(subsidy, on=received_on, by=context.author)
        context.add(entry, subsidy)
    elif received_on is not None:
        entry.check_same(subsidy, {"report_received_on": received_on})


def _recorded(programme: Programme, *, deliberation: Deliberation, **facts: Any) -> Subsidy:
    """Committed on the day of the session, unless said."""
    said = {"on": deliberation.session_on} | facts
    return subsidies.record(programme, deliberation=deliberation, **said)


POSTS = FileRows(
    "posts",
    SubsidyItem,
    "Un poste.",
    (Key("label"), Key("amount")),
    of=lambda sub_total: sub_total.posts.order_by("position"),
    spec=lambda label, amount: (label, amount),
)
SUB_TOTALS = FileRows(
    "sub_totals",
    SubsidyItem,
    "Un sous-total du budget du tiers ; ses postes, s’ils sont connus, font son montant.",
    (Key("side"), Key("label"), Key("amount"), Key("is_public", "recette publique")),
    of=lambda subsidy: subsidy.items.filter(part_of=None).order_by("position"),
    spec=SubTotal,
    lists=(POSTS,),
    at_least=2,
)
PAYMENTS = FileRows(
    "payments",
    SubsidyPayment,
    "Un paiement de la subvention.",
    (Key("paid_on", "jour", argument="on"), Key("amount"), Key("mandat_number")),
    of=lambda subsidy: subsidy.payments.order_by("paid_on", "pk"),
    find=lambda subsidy, facts: subsidy.payments.filter(
        mandat_number=facts["mandat_number"], paid_on__year=facts["on"].year
    ).first(),
    record=subsidies.record_payment,
)
SUBSIDIES = FileRows(
    "subsidies",
    Subsidy,
    "Une subvention versée à un tiers, prise sur une ligne du budget.",
    (
        vote_key("deliberation", "numéro de la délibération"),
        Key("beneficiary", "organisation qui reçoit"),
        Key("beneficiary_quality"),
        Key("purpose"),
        Key("amount"),
        Key("third_party_budget"),
        Key("taxes"),
        Key(
            "committed_on",
            argument="on",
            schema=day("jour de l’engagement, sinon celui de la séance"),
            is_required=False,
            is_left=True,
            read=lambda entry, _: entry["committed_on"],
            get=lambda subsidy: subsidy.commitment.committed_on,
        ),
        Key(
            "line",
            schema=LINE,
            is_required=True,
            read=line_named,
            get=lambda subsidy: subsidy.commitment.line,
            write=line_table,
        ),
        Key("report_due_on", "jour où le bilan est attendu"),
    ),
    of=lambda programme: programme.subsidies.select_related(
        "deliberation", "beneficiary", "commitment__line"
    ).order_by("deliberation__session_on", "deliberation__number", "pk"),
    identity=("deliberation", "beneficiary", "purpose"),
    namesake=lambda programme, facts: programme.subsidies.filter(
        deliberation=facts["deliberation"], beneficiary=facts["beneficiary"]
    ).first(),
    record=_recorded,
    lists=(
        SUB_TOTALS,
        replace(
            RELEASES,
            of=lambda subsidy: RELEASES.of(subsidy.commitment),
            record=lambda subsidy, **facts: release(subsidy.commitment, **facts),
        ),
    ),
    inner=(PAYMENTS,),
    later=(Key("report_received_on", "jour où le bilan est reçu"),),
    then=_receive_report,
)

SECTIONS = [SUBSIDIES]
