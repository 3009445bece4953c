"""What the database itself refuses of corrections and of what they correct."""

import pytest
from django.db import Error, connection, transaction

from accounts.models import User
from conventions.models import Clause
from corrections import actions
from corrections.models import Correction
from tests.factories.corrections import GRANT, LATER, REASON, by, correct_grant, grant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("UPDATE conventions_clause SET amount = 1 WHERE corrected_at IS NOT NULL", "append-only"),
        ("UPDATE conventions_clause SET corrected_at = now() WHERE kind = 'action_end'", "append"),
        ("UPDATE conventions_obligation SET effective_on = '2021-01-01'", "append-only"),
        ("UPDATE corrections_correction SET reason = 'x'", "append-only"),
        ("DELETE FROM corrections_correction", "append-only"),
        ("UPDATE conventions_convention SET signed_on = '2021-01-01'", "signature"),
        (
            "UPDATE corrections_correction SET decided_by_id = proposed_by_id",
            "append-only",
        ),
    ],
)
def test_the_database_keeps_what_was_known(signed, first, second, statement, refused):
    correct_grant(signed, first, second)

    with pytest.raises(Error, match=refused), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "approved", "decided_at": LATER}, "correction_decided_is_known"),
        ({"decided_at": LATER}, "correction_decided_is_known"),
        ({"kind": ""}, "correction_kind_of_a_clause"),
        ({"reason": ""}, "correction_has_reason"),
        (
            {"state": "refused", "decided_at": LATER, "decided_by": "proposed_by"},
            "correction_decided_by_another",
        ),
    ],
)
def test_the_database_refuses_a_correction_that_two_did_not_make(
    signed, first, changes, constraint
):
    made = actions.propose_clause(signed, kind=GRANT, clause=grant(1), reason=REASON, by=by(first))
    if changes.get("decided_by"):
        changes = changes | {"decided_by": User.objects.get(pk=first.pk)}

    with pytest.raises(Error, match=constraint), transaction.atomic():
        Correction.objects.filter(pk=made.pk).update(**changes)


def test_the_database_holds_one_value_of_a_kind_in_a_text(signed, first, second):
    correct_grant(signed, first, second)

    with pytest.raises(Error, match="clause_once_per_text"), transaction.atomic():
        Clause.recorded.create(convention=signed, kind=GRANT, amount=1)
