"""The tables of statements and of expenses, for the pages and for their files."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import formats, lists
from common.sheets import Cell, Share, Sheet
from common.tables import HIDDEN_ON_PHONE, NUM, DayColumn, EurosColumn, NumberColumn, Table, total
from conventions.enums import Basis
from finance import rules
from finance.models import FundingKey
from finance.readings.account_rows import AccountRow
from finance.readings.statements import Statement


class MonthColumn(DayColumn):
    """A month, by its name on the page and by its first day in a file."""

    def render(self, value: Any) -> str:
        return formats.month(value)


class StatementTable(Table):
    """The months of one statement, for its file: the page folds them by year."""

    month = MonthColumn(verbose_name="Mois", footer="Total")

    def __init__(self, statement: Statement) -> None:
        self.caption = f"{statement.terms.basis.label}, {statement.convention}"
        super().__init__(statement.lines, totals=statement.totals)

    class Meta(Table.Meta):
        pass


# django-tables2 does not inherit Meta: each table names it.
class ConsumedTable(StatementTable):
    """A statement that counts the passes consumed, as the State does."""

    passes = NumberColumn(verbose_name="Pass consommés", accessor="counted__passes", footer=total)
    value = EurosColumn(
        verbose_name="Valeur consommée (€)", accessor="counted__value", footer=total
    )
    engineering = EurosColumn(
        verbose_name="Coûts annexes retenus (€)", accessor="counted__engineering", footer=total
    )
    outside = EurosColumn(verbose_name="Non retenu (€)", accessor="counted__outside", footer=total)
    share = EurosColumn(verbose_name="Part du financeur (€)", footer=total)
    share_reached = EurosColumn(verbose_name="Part cumulée (€)", footer=total)

    class Meta(StatementTable.Meta):
        pass


class AdvanceTable(ConsumedTable):
    """A statement of what passes consumed earn of an advance."""

    share = EurosColumn(verbose_name="Part acquise (€)", footer=total)
    share_reached = EurosColumn(verbose_name="Part acquise, cumul (€)", footer=total)

    class Meta(StatementTable.Meta):
        pass


class PurchasedTable(StatementTable):
    """A statement that counts what is paid in the window, as FEDER does."""

    value = EurosColumn(
        verbose_name="Dépenses payées dans la période (€\u00a0HT)",
        accessor="counted__value",
        footer=total,
    )
    outside = EurosColumn(
        verbose_name="Payés hors période (€\u00a0HT)", accessor="counted__outside", footer=total
    )
    share = EurosColumn(verbose_name="Part du financeur (€)", footer=total)
    base_reached = EurosColumn(verbose_name="Dépenses cumulées (€\u00a0HT)", footer=total)
    share_reached = EurosColumn(verbose_name="Part cumulée (€)", footer=total)

    class Meta(StatementTable.Meta):
        pass


TABLES = {
    Basis.CONSUMED: ConsumedTable,
    Basis.PURCHASED: PurchasedTable,
    Basis.ADVANCE: AdvanceTable,
}


class ExpenseTable(Table):
    """The list of expenses."""

    caption = "Dépenses enregistrées, montants hors taxes"
    label = tables.Column(verbose_name="Libellé")
    kind = tables.Column(verbose_name="Nature", attrs=HIDDEN_ON_PHONE)
    post = tables.Column("Poste du plan", "post__label", default="", attrs=HIDDEN_ON_PHONE)
    supplier = tables.Column(verbose_name="Fournisseur", order_by="supplier__name")
    invoice = tables.Column(verbose_name="Facture")
    invoiced_on = DayColumn(verbose_name="Facturée le", attrs=HIDDEN_ON_PHONE)
    mandat_number = tables.Column(verbose_name="Mandat", empty_values=(None, ""))
    paid_on = DayColumn(verbose_name="Payée le", default="pas encore payée")
    amount = EurosColumn(verbose_name="Montant (€\u00a0HT)")

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = "Aucune dépense enregistrée pour l’instant."


class SessionTable(Table):
    """The sessions whose passes a convention counts."""

    caption = "Séances dont les pass comptent pour cette convention"
    held_on = DayColumn(verbose_name="Séance du", footer="Total")
    place = tables.Column("Lieu", order_by="place__name")
    service = tables.Column("Service", attrs=HIDDEN_ON_PHONE)
    receipt = tables.Column("Reçu", attrs=HIDDEN_ON_PHONE)
    passes = NumberColumn(verbose_name="Pass", footer=total)
    euros = EurosColumn(verbose_name="Valeur (€)", footer=total)

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = "Aucune séance comptée pour l’instant."


class AccountRowTable(Table):
    """The rows that an account reads, newest first, with what it keeps of each."""

    caption = "Lignes que lit le compte"
    on = DayColumn(verbose_name="Payé ou consommé le", footer="Total")
    label = tables.Column("Ligne")
    nature = tables.Column("Nature", attrs=HIDDEN_ON_PHONE)
    amount = EurosColumn(verbose_name="Montant (€)", footer=total)
    kept = EurosColumn(verbose_name="Retenu (€)", footer=total)
    outside = EurosColumn(verbose_name="Non retenu (€)", footer=total)
    why = tables.Column("Motif", default="tout est retenu", empty_values=("",))

    class Meta(Table.Meta):
        order_by_field = "tri"
        order_by = "-on"
        empty_text = "Ce compte ne lit aucune ligne pour l’instant."

    def __init__(self, rows: Sequence[AccountRow], **kwargs: Any) -> None:
        sums = ("amount", "kept", "outside")
        totals = {name: rules.total(getattr(row, name) for row in rows) for name in sums}
        super().__init__(rows, totals=totals, **kwargs)


class FundingKeyTable(Table):
    """Which convention pays which carnets."""

    caption = "Carnets et convention qui les paie"
    lot = tables.Column("Lot", order_by="first_carnet", accessor="lot")
    first_carnet = tables.Column("Premier carnet", attrs=NUM)
    last_carnet = tables.Column("Dernier carnet", attrs=NUM)
    passes = NumberColumn(verbose_name="Pass")
    convention = tables.Column("Convention", order_by="convention__title")
    rank = NumberColumn(verbose_name="Ordre")
    share = NumberColumn(verbose_name="Part payée")
    basis = tables.Column("Base de règlement")
    withdraw = tables.Column(
        "Acte",
        empty_values=(),
        orderable=False,
        linkify=("finance:withdraw-funding-key", [tables.A("public_id")]),
    )

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = "Aucune clé saisie."

    def render_lot(self, record: FundingKey) -> str:
        return f"Commande {record.lot.order.number}, lot {record.lot.code}"

    def value_lot(self, record: FundingKey) -> str:
        return self.render_lot(record)

    def render_first_carnet(self, value: int) -> str:
        """As it is printed on the carnet."""
        return f"{value:05d}"

    render_last_carnet = value_first_carnet = value_last_carnet = render_first_carnet

    def render_share(self, value: Decimal) -> Share:
        """Without the zeros of the column."""
        return Share(value, Decimal(100), max(0, -int(value.normalize().as_tuple().exponent)))

    value_share = render_share

    def render_withdraw(self, record: FundingKey) -> SafeString:
        """Which key a link takes back is said to those who hear the page."""
        said = self.render_lot(record)
        return format_html('Retirer<span class="visually-hidden"> la clé\u00a0: {}</span>', said)


def statement_sheet(statement: Statement) -> Sheet:
    """The sheet of a statement: its months and its totals, with raw values."""
    table = TABLES[statement.terms.basis](statement)
    columns = [column.name for column in table.columns]
    totals: list[Cell] = ["Total", *(table.totals[name] for name in columns[1:])]
    return replace(lists.sheet_of(table), totals=totals)
