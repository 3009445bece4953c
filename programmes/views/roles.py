"""The roles that an administrator gives, confirms and ends."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.actions import letters, memberships
from accounts.enums import Link, MembershipState, Permission, Role
from accounts.http import author_of, authority_of, needs
from accounts.models import Membership, User
from accounts.readings import has_come
from accounts.sealed_search import sealed_search, with_words
from common import clock
from common.form_pages import Step, done, form_page, posted_data, settled_page
from common.formats import of
from common.forms import Form
from common.lists import list_response, listing
from programmes.actions import roles
from programmes.filters import RoleFilters
from programmes.forms import InviteForm, RoleForm
from programmes.http import ProgrammeRequest
from programmes.pages import holder_page, holding_both, roles_page, separations_page, settled
from programmes.querysets import roles_in, taking_part_under
from programmes.tables import RoleTable

ADMINISTER = Permission.ACCOUNT_ADMINISTER


@needs(ADMINISTER, "GET", "POST")
@sealed_search
def index(request: ProgrammeRequest) -> HttpResponse:
    """Who holds which role, and where."""
    rows = roles_in(authority_of(request))
    filters = RoleFilters(with_words(request), rows)
    listed = listing(request, RoleTable(filters.qs), filters)
    page = roles_page(rows)
    return list_response(request, listed, "programmes/roles.html", name="roles", **page)


@needs(ADMINISTER)
def separations(request: ProgrammeRequest) -> HttpResponse:
    """Which roles one person never holds together."""
    return render(request, "programmes/separations.html", separations_page())


@needs(ADMINISTER, "GET", "POST")
def invite(request: ProgrammeRequest) -> HttpResponse:
    """Give a first role to somebody."""
    form = InviteForm(posted_data(request), **_choices(request))

    def act() -> HttpResponse:
        named = ("email", "first_name", "last_name")
        who = {name: form.cleaned_data[name] for name in named}
        membership = roles.invite(**who, **_given(request, form), by=author_of(request))
        return _given_said(request, membership)

    return form_page(request, "programmes/invite.html", form, act)


@needs(ADMINISTER)
def holder(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The roles of a person."""
    page = holder_page(holder_of(request, public_id), request.user, authority_of(request))
    return render(request, "programmes/holder.html", page)


@needs(ADMINISTER, "GET", "POST")
def give(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Give another role to a person."""
    user = holder_of(request, public_id)
    form = RoleForm(posted_data(request), **_choices(request))

    def act() -> HttpResponse:
        membership = roles.give(user, **_given(request, form), by=author_of(request))
        return _given_said(request, membership)

    return form_page(request, "programmes/give_role.html", form, act, holder=user)


@needs(ADMINISTER, "POST")
def send_link(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Write to a person: an invitation to who has no password yet, else a link to change it."""
    user = holder_of(request, public_id)
    link = Link.RESET if has_come(user) else Link.INVITATION
    letters.ask(email=user.email, about=link, real_now=clock.real_now())
    return done(
        request,
        f"Une lettre part à {user.email} dans la minute.",
        "programmes:role-holder",
        public_id,
    )


@needs(ADMINISTER, "GET", "POST")
def confirm(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The second person agrees with a role that was proposed."""
    row = _role(request, public_id)
    step = _step(
        row,
        "Confirmer le rôle",
        f"{row.user} devient «\u00a0{row.get_role_display()}\u00a0», {row.organisation}.",
        f"Proposé par {row.granted_by or 'le système'}.",
        *holding_both(row),
    )

    def act() -> HttpResponse:
        given = roles.confirm(row, by=author_of(request), real_now=clock.real_now())
        return _given_said(request, given)

    return _step_page(request, row, MembershipState.PROPOSED, step, act)


@needs(ADMINISTER, "GET", "POST")
def refuse(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A role that was proposed is not given."""
    row = _role(request, public_id)
    step = _step(
        row,
        "Refuser le rôle",
        f"{row.user} ne devient pas «\u00a0{row.get_role_display()}\u00a0».",
        "Le rôle pourra être proposé de nouveau.",
        grave=True,
    )

    def act() -> HttpResponse:
        memberships.refuse(row, by=author_of(request))
        return done(request, "Rôle refusé.", "programmes:role-holder", row.user.public_id)

    return _step_page(request, row, MembershipState.PROPOSED, step, act)


@needs(ADMINISTER, "GET", "POST")
def end(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A role is no longer held."""
    row = _role(request, public_id)
    step = _step(
        row,
        "Terminer le rôle",
        f"{row.user} n’agit plus comme «\u00a0{row.get_role_display()}\u00a0», "
        f"{row.organisation}, dès maintenant. Sans autre rôle, son compte est fermé.",
        "Ce qui a été fait avec ce rôle reste écrit. Il pourra être donné de nouveau.",
        grave=True,
    )

    def act() -> HttpResponse:
        roles.end(row, by=author_of(request))
        return done(request, "Rôle terminé.", "programmes:role-holder", row.user.public_id)

    return _step_page(request, row, MembershipState.IN_USE, step, act)


@needs(ADMINISTER, "GET", "POST")
def leave(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Give up a role of one's own, wherever it is held."""
    own = Membership.objects.filter(user=request.user).select_related("user", "organisation")
    row = get_object_or_404(own, public_id=public_id)
    step = _step(
        row,
        "Quitter le rôle",
        f"Vous n’agissez plus comme «\u00a0{row.get_role_display()}\u00a0», "
        f"{row.organisation}, dès maintenant.",
        "Ce que vous avez fait avec ce rôle reste écrit. Il pourra vous être donné de nouveau.",
        grave=True,
    )

    def act() -> HttpResponse:
        roles.leave(row, by=author_of(request))
        return done(request, f"Rôle quitté, {row.organisation}.", "accounts:account")

    return _step_page(request, row, MembershipState.IN_USE, step, act)


def _step_page(
    request: ProgrammeRequest,
    row: Membership,
    state: MembershipState,
    step: Step,
    act: Callable[[], HttpResponse],
) -> HttpResponse:
    """The page of an act on a role in that state; what it became, in another."""
    if row.state != state:
        return settled_page(request, settled(row))
    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


def holder_of(request: ProgrammeRequest, public_id: UUID) -> User:
    seen = roles_in(authority_of(request)).values("user")
    return get_object_or_404(User.objects.filter(pk__in=seen), public_id=public_id)


def _role(request: ProgrammeRequest, public_id: UUID) -> Membership:
    rows = roles_in(authority_of(request)).select_related("granted_by", "decided_by")
    return get_object_or_404(rows, public_id=public_id)


def _choices(request: ProgrammeRequest) -> dict[str, Any]:
    authority = authority_of(request)
    return {
        "authority": authority,
        "has_programme": request.programme is not None,
        "organisations": taking_part_under(authority),
    }


def _given(request: ProgrammeRequest, form: RoleForm) -> roles.GivenRole:
    return {
        "role": Role(form.cleaned_data["role"]),
        "where": {
            "authority": authority_of(request),
            "programme": request.programme,
            "organisation": form.organisation_answer,
        },
        "real_now": clock.real_now(),
    }


def _given_said(request: ProgrammeRequest, membership: Membership) -> HttpResponse:
    said = f"{membership.user} est «\u00a0{membership.get_role_display()}\u00a0»."
    if not membership.is_in_use:
        said = "Rôle proposé\u00a0: un autre administrateur le confirme."
    elif not has_come(membership.user):
        said += f" Une invitation part à {membership.user.email} dans la minute."
    messages.success(request, said)
    return redirect("programmes:role-holder", membership.user.public_id)


def _step(row: Membership, act: str, *consequences: str, grave: bool = False) -> Step:
    return Step(
        heading=f"{act} {of(row.user)}",
        button=act,
        back_url=reverse("programmes:role-holder", args=[row.user.public_id]),
        consequences=list(consequences),
        grave=grave,
        part="Rôles",
    )
