"""Accept a finding with a reason, withdraw an acceptance."""

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import AlreadyWithdrawn, Refusal
from common.formats import day
from common.saving import check_and_save, lock
from findings import readings
from findings.models import Acceptance
from programmes.models import Programme


class FindingGone(Refusal):
    """The facts have changed: this finding does not exist any more."""


class AlreadyAccepted(Refusal):
    """Somebody accepted this finding before."""


@transaction.atomic
def accept(programme: Programme, *, fingerprint: str, reason: str, by: Author) -> Acceptance:
    """Accept a finding with the facts of now: when they change, it is another finding.

    Refuses one that does not exist any more, or that is accepted already.
    """
    programme = lock(programme)  # nobody else accepts one of its findings meanwhile
    known = {one.fingerprint: one for one in readings.of_programme(programme)}
    found = known.get(fingerprint)
    if found is None:
        raise FindingGone(
            "Cet écart n’existe plus\u00a0: les textes ou les montants ont changé. "
            "Rien n’a été accepté. Revenez à la liste des écarts."
        )
    if found.acceptance is not None:
        former = found.acceptance
        raise AlreadyAccepted(
            f"Cet écart est déjà accepté, le {day(former.accepted_at)} par {former.accepted_by}."
        )
    accepted = Acceptance(
        programme=programme,
        convention=found.convention,
        finding=found.code,
        fingerprint=fingerprint,
        sentence=found.sentence,
        reason=reason.strip(),
        accepted_by=by.label,
        accepted_at=by.at,
    )
    check_and_save(accepted)
    journal.record("finding.accepted", accepted, by=by)
    return accepted


@transaction.atomic
def withdraw(acceptance: Acceptance, *, by: Author) -> Acceptance:
    """Withdraw an acceptance: the finding is open again. The journal keeps both acts."""
    acceptance = lock(acceptance)
    if acceptance.withdrawn_at is not None:
        raise AlreadyWithdrawn(
            f"Cette acceptation est déjà retirée, le {day(acceptance.withdrawn_at)} "
            f"par {acceptance.withdrawn_by}."
        )
    acceptance.withdrawn_by = by.label
    acceptance.withdrawn_at = by.at
    acceptance.save()
    journal.record("finding.reopened", acceptance, by=by, programme_id=acceptance.programme_id)
    return acceptance
