"""Take away a second factor that was lost: one administrator proposes, another confirms."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.actions import factor_resets
from accounts.enums import Permission, ResetState
from accounts.http import author_of, authority_of, confirmed, needs
from accounts.models import FactorReset, User
from common import clock
from common.form_pages import Step, done, form_page, posted_data, settled_page
from common.formats import of
from common.forms import Form
from programmes.http import ProgrammeRequest
from programmes.pages import settled_reset
from programmes.querysets import roles_in
from programmes.views.roles import holder_of

ADMINISTER = Permission.ACCOUNT_ADMINISTER


@needs(ADMINISTER, "GET", "POST")
@confirmed
def propose(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Ask that the second factor of a person be taken away."""
    user = holder_of(request, public_id)
    step = _step(
        user,
        "Proposer le retrait du second facteur",
        "Un autre administrateur le confirme. Ensuite, le mot de passe suffit à ouvrir le compte.",
        f"{user} en est prévenu par lettre. Assurez-vous d’abord que c’est bien sa demande.",
    )

    def act() -> HttpResponse:
        by, authority = author_of(request), authority_of(request)
        factor_resets.propose(user, authority=authority, by=by, real_now=clock.real_now())
        said = "Retrait proposé\u00a0: un autre administrateur le confirme."
        return done(request, said, "programmes:role-holder", public_id)

    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


@needs(ADMINISTER, "GET", "POST")
@confirmed
def confirm(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The second person agrees: the factors are taken away."""
    row = _reset(request, public_id)
    step = _step(
        row.user,
        "Retirer le second facteur",
        f"Proposé par {row.proposed_by}.",
        "Le mot de passe suffit alors à ouvrir le compte, jusqu’à ce qu’un autre facteur y soit "
        "ajouté. La personne en est prévenue par lettre.",
    )

    def act() -> HttpResponse:
        factor_resets.confirm(row, by=author_of(request), real_now=clock.real_now())
        said = "Second facteur retiré."
        return done(request, said, "programmes:role-holder", row.user.public_id)

    return _step_page(request, row, step, act)


@needs(ADMINISTER, "GET", "POST")
def refuse(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The second factor stays."""
    row = _reset(request, public_id)
    step = _step(
        row.user, "Refuser le retrait du second facteur", f"{row.user} garde son second facteur."
    )

    def act() -> HttpResponse:
        factor_resets.refuse(row, by=author_of(request))
        return done(request, "Retrait refusé.", "programmes:role-holder", row.user.public_id)

    return _step_page(request, row, step, act)


def _step_page(
    request: ProgrammeRequest, row: FactorReset, step: Step, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """The page of an act on a reset that waits; what it became, later."""
    if row.state != ResetState.PROPOSED:
        return settled_page(request, settled_reset(row))
    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


def _reset(request: ProgrammeRequest, public_id: UUID) -> FactorReset:
    seen = roles_in(authority_of(request)).values("user")
    rows = FactorReset.objects.filter(user__in=seen).select_related(
        "user", "proposed_by", "decided_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def _step(user: User, act: str, *consequences: str) -> Step:
    return Step(
        heading=f"{act} {of(user)}",
        button=act,
        back_url=reverse("programmes:role-holder", args=[user.public_id]),
        consequences=list(consequences),
        grave=True,
        part="Rôles",
    )
