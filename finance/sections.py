"""The list `payments` of a convention in a programme file."""

from common.file_rows import FileRows, Key
from finance.actions import payments
from finance.models import Payment

PAYMENTS = FileRows(
    "payments",
    Payment,
    "Un paiement compté sur la convention.",
    (Key("reference"), Key("paid_on", "jour"), Key("amount", "montant HT")),
    of=lambda convention: convention.payments.order_by("paid_on", "reference"),
    identity=("reference",),
    record=payments.record,
)
