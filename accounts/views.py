"""Change the membership in use, choose a password; serve the colours of an authority."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import letters, users
from accounts.enums import Link
from accounts.forms import ForgottenForm, NewPasswordForm
from accounts.http import SESSION_KEY, Request, address_of
from accounts.models import Membership, Organisation, User
from accounts.password_links import owner
from accounts.rules import tint
from common import clock
from common.form_pages import form_page, posted_data
from common.parsing import parse_whole


@require_POST
def switch_membership(request: Request) -> HttpResponse:
    """Act under another of one's own memberships from now on."""
    chosen = request.POST.get("membership", "")
    held = Membership.objects.in_use().filter(user=request.user)
    membership = get_object_or_404(held, pk=parse_whole(chosen))
    request.session[SESSION_KEY] = membership.pk
    return redirect("reporting:home")


@require_GET
@login_not_required
@cache_control(public=True, max_age=3600)
def theme(request: Request, public_id: UUID) -> HttpResponse:
    """The accent of an authority as custom properties of CSS."""
    organisation = get_object_or_404(Organisation.objects.exclude(accent=""), public_id=public_id)
    css = f":root{{--accent:{organisation.accent};--accent-tint:{tint(organisation.accent)}}}"
    return HttpResponse(css, content_type="text/css")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def forgotten(request: Request) -> HttpResponse:
    """Ask for a link to choose a password; the answer is the same whoever asks."""
    form = ForgottenForm(posted_data(request))
    return form_page(request, "account/forgotten.html", form, lambda: _asked(request, form))


def _asked(request: Request, form: ForgottenForm) -> HttpResponse:
    letters.ask(
        email=form.cleaned_data["email"],
        link=Link.RESET,
        asked_from=address_of(request),
        real_now=clock.real_now(),
    )
    return redirect("accounts:letter-asked")


@require_GET
@login_not_required
def letter_asked(request: Request) -> HttpResponse:
    """What comes next, whoever asked."""
    return render(request, "account/letter_asked.html")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def choose_password(request: Request, link: str, token: str) -> HttpResponse:
    """Choose a password by the link of a letter, then sign in with it."""
    user = owner(Link(link), token) if link in Link.values else None
    if user is None:
        return render(request, "account/link_gone.html", status=410)
    form = NewPasswordForm(posted_data(request))
    return form_page(
        request,
        "account/choose_password.html",
        form,
        lambda: _chosen(request, user, form),
        email=user.email,
    )


def _chosen(request: Request, user: User, form: NewPasswordForm) -> HttpResponse:
    by = user.as_actor(address_of(request)).at(clock.now())
    users.choose_password(user, password=form.cleaned_data["password"], by=by)
    messages.success(request, "Mot de passe choisi. Connectez-vous avec lui.")
    return redirect("account_login")
