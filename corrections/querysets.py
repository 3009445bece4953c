"""Named questions about corrections."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce

from conventions.models import Avenant, Convention, Text
from corrections.enums import CorrectionState
from programmes.querysets import OfProgrammeQuerySet

if TYPE_CHECKING:
    from corrections.models import Correction  # noqa: F401


class CorrectionQuerySet(OfProgrammeQuerySet["Correction"]):
    programme_path = "convention__programme"

    def of_text(self, text: Text) -> CorrectionQuerySet:
        """Those of a convention itself, or of an avenant."""
        if isinstance(text, Avenant):
            return self.filter(avenant=text)
        return self.filter(convention=text, avenant=None)

    def since_signature(self, text: Text) -> CorrectionQuerySet:
        """Those of a text as it was signed, in the order of their decisions."""
        if text.signed_at is None:
            return self.none()
        is_since = Q(decided_at=None) | Q(decided_at__gte=text.signed_at)
        if text.unsigned_at is not None:
            is_since = Q(decided_at__range=(text.signed_at, text.unsigned_at))
        order = F("decided_at").asc(nulls_last=True), "proposed_at", "pk"
        return self.of_text(text).filter(is_since).order_by(*order)

    def in_texts_of(self, convention: Convention) -> CorrectionQuerySet:
        """Those of a convention and of its avenants that are pending or approved."""
        rows = self.filter(convention=convention).pending_or_approved()
        return rows.select_related("avenant", "convention")

    def pending_or_approved(self) -> CorrectionQuerySet:
        states = [CorrectionState.PROPOSED, CorrectionState.APPROVED]
        return self.filter(state__in=states).order_by("-proposed_at", "-pk")

    def made_since(
        self, at: dt.datetime | OuterRef, convention: Convention | OuterRef
    ) -> CorrectionQuerySet:
        """Those approved since an instant, of what was recorded as signed by then, newest first."""
        signed = Coalesce("former_signed_at", "avenant__signed_at", "convention__signed_at")
        approved = self.filter(state=CorrectionState.APPROVED, convention=convention)
        since = approved.alias(signed=signed).filter(decided_at__gt=at, signed__lte=at)
        return since.order_by("-decided_at", "-pk")

    def signatures_after(self, known_at: dt.datetime) -> CorrectionQuerySet:
        """The signatures corrected after an instant, earliest first: as they were known then."""
        corrected = self.filter(state=CorrectionState.APPROVED, former_signed_at__isnull=False)
        return corrected.filter(decided_at__gt=known_at).order_by("decided_at", "pk")
