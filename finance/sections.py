"""The key `payments` of a convention in a programme file."""

from common.json_schema import day, euros, rows, table, text
from common.programme_file import AddedKey, Context, Entry, Table, filled
from conventions.models import Convention
from finance.actions import payments

PAYMENT = table(
    "Un paiement compté sur la convention.",
    "reference paid_on amount",
    reference=text("référence", 80),
    paid_on=day("jour"),
    amount=euros("montant HT"),
)


def load_payments(entry: Entry, context: Context) -> None:
    """Record the payments of a convention; those that are recorded must be the same."""
    convention = context.find(Convention, entry, "code")
    for said in entry.entries("payments"):
        _pay(said, convention, context)


def _pay(entry: Entry, convention: Convention, context: Context) -> None:
    facts = {"paid_on": entry["paid_on"], "amount": entry.euros("amount")}
    known = convention.payments.filter(reference=entry["reference"]).first()
    if known is not None:
        entry.check_same(known, facts)
        return
    with entry.refusals_located():
        known = payments.record(
            convention, reference=entry["reference"], **facts, **context.by_and_at
        )
    context.add(entry, known)


def dump_payments(convention: Convention) -> list[Table]:
    return [
        filled(reference=one.reference, paid_on=one.paid_on, amount=one.amount)
        for one in convention.payments.order_by("paid_on", "reference")
    ]


PAYMENTS = AddedKey("conventions", "payments", rows(PAYMENT), load_payments, dump_payments)
