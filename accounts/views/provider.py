"""Sign in by the OpenID Connect provider, accept an invitation by it, link its identity to one's
account, sign out of both.

A page leads to the provider: the policy of content lets no form be redirected to another site.
"""

import logging
import secrets
from collections.abc import Callable
from functools import partial, wraps
from typing import cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import logout
from allauth.mfa.stages import AuthenticateStage
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import provider
from accounts.actions import identities
from accounts.enums import Link
from accounts.http import Request, address_of, author_of, confirmed
from accounts.models import Identity, User
from accounts.password_links import check_due, owner
from accounts.provider import ProviderDown, ProviderFault, ProviderRefused, Said
from accounts.provider_sessions import LEFT, Asked, ask, remember, remembered, take_asked
from accounts.second_factors import factors_of
from accounts.sign_in_limits import locked_out
from accounts.views.factors import changed
from accounts.views.proofs import second_step
from common import clock
from common.errors import Refusal
from common.form_pages import Step, form_page, posted_data
from common.forms import Form

logger = logging.getLogger("passnum.provider")
View = Callable[..., HttpResponse]
CONSEQUENCES = [
    "ProConnect vous demande qui vous êtes, puis vous revenez ici.",
    "Cette identité ouvre ensuite votre compte, en plus de votre mot de passe.",
    "Une lettre vous en prévient. L’adresse que donne ProConnect ne remplace pas la vôtre.",
]


class SignInLost(Refusal):
    """The browser is back from a sign-in that it did not ask for, or too long ago."""


class IdentityUnknown(Refusal):
    """No account is linked to this identity: none is found by its e-mail."""


def _where_there_is_one(view: View) -> View:
    """A 404 without a provider; what it refuses is said where one came from."""

    @wraps(view)
    def checked(request: Request) -> HttpResponse:
        if settings.PASSNUM_OIDC is None:
            raise Http404
        try:
            return view(request)
        except Refusal as refusal:
            logger.warning("%s: %s", refusal.code, getattr(refusal, "reason", ""))
            say = messages.warning if isinstance(refusal, ProviderDown) else messages.error
            say(request, refusal.sentence)
            is_in = request.user.is_authenticated
            return redirect("accounts:account" if is_in else "account_login")

    return cast("View", never_cache(checked))


@require_POST
@login_not_required
@_where_there_is_one
def sign_in(request: Request) -> HttpResponse:
    """Leave for the provider, to sign in, or to accept the invitation of a letter; who has no
    password says so again who they are.
    """
    invitation, is_in = request.POST.get("invitation", ""), request.user.is_authenticated
    if is_in and (invitation or request.user.has_usable_password()):
        return redirect("/")
    if invitation and owner(Link.INVITATION, invitation) is None:
        return render(request, "account/link_gone.html", status=410)
    then = get_next_redirect_url(request) or ""
    return _leave_to_sign_in(request, then=then, invitation=invitation)


@require_http_methods(["GET", "POST"])
@confirmed
@_where_there_is_one
def link(request: Request) -> HttpResponse:
    """Leave for the provider, to link the identity that it gives."""
    if request.method == "POST":
        return _leave_to_sign_in(request, owner=request.user.pk)
    step = Step(
        heading="Relier votre compte à ProConnect",
        button="Continuer vers ProConnect",
        back_url=reverse("accounts:account"),
        consequences=CONSEQUENCES,
        part="Mon compte",
    )
    return render(request, "layout/step.html", {"form": Form(), "step": step})


@require_http_methods(["GET", "POST"])
@confirmed
@_where_there_is_one
def unlink(request: Request) -> HttpResponse:
    """Take away the identity of the provider."""
    step = Step(
        heading="Retirer votre identité ProConnect",
        button="Retirer",
        back_url=reverse("accounts:account"),
        consequences=[
            "ProConnect n’ouvre ensuite plus votre compte. Votre mot de passe l’ouvre toujours."
        ],
        part="Mon compte",
    )

    def act() -> HttpResponse:
        issuer, by = provider.client().issuer, author_of(request)
        identities.unlink(request.user, issuer=issuer, by=by, real_now=clock.real_now())
        return changed(request, "Identité ProConnect retirée.")

    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


@require_GET
@login_not_required
@_where_there_is_one
def answer(request: Request) -> HttpResponse:
    """Back from the provider: sign in, or link; what was asked serves once."""
    sent = request.GET
    asked = take_asked(request.session, sent.get("state", ""))
    if asked is None or asked.owner not in {None, request.user.pk}:
        raise SignInLost("Cette connexion par ProConnect a expiré. Recommencez.")
    if "code" not in sent or sent.get("iss", provider.client().issuer) != provider.client().issuer:
        raise ProviderRefused(f"error {sent.get('error', '')[:40]!r}, iss {'iss' in sent}")
    said = provider.said_by(sent["code"], asked)
    if asked.owner is not None:
        return _linked(request, said)
    if asked.invitation:
        _accept(request, asked.invitation, said)
    return _signed_in(request, asked, said)


@login_not_required
def sign_out(request: Request) -> HttpResponse:
    """Sign out here, then of the provider where it opened the session."""
    token, _ = (
        remembered(request.session, request.user) if request.method == "POST" else ("", False)
    )
    done: HttpResponse = logout(request)
    state = secrets.token_urlsafe(32)
    address = _sign_out_address(token, state)
    if not address:
        return done
    request.session[LEFT] = state
    return _leave(request, address, "Vous êtes déconnecté d’ici")


@require_GET
@login_not_required
@_where_there_is_one
def signed_out(request: Request) -> HttpResponse:
    """Back from the provider, where the session is over too."""
    if request.session.pop(LEFT, None) == request.GET.get("state", ""):
        messages.success(request, "Vous êtes déconnecté, de ProConnect aussi.")
    return redirect("account_login")


def _accept(request: Request, invitation: str, said: Said) -> None:
    """Link the identity to the account of the invitation, which serves once."""
    user = owner(Link.INVITATION, invitation)
    if user is None or request.user.is_authenticated:
        raise SignInLost("Cette invitation a déjà servi, ou elle est trop ancienne.")
    identities.link(
        user,
        identity=(said.issuer, said.subject),
        email=provider.email_of(said),
        by=user.as_actor(address_of(request)).at(clock.now()),
        real_now=clock.real_now(),
        check=partial(check_due, Link.INVITATION, invitation),
    )


def _signed_in(request: Request, asked: Asked, said: Said) -> HttpResponse:
    """Open the account of this identity. Where the provider does not say that two factors were
    given, ours is asked.
    """
    of_it = Identity.objects.filter(issuer=said.issuer, subject=said.subject)
    found = of_it.select_related("user").first()
    if found is None:
        raise IdentityUnknown(
            "Cette identité ProConnect n’est reliée à aucun compte. Connectez-vous par votre mot "
            "de passe, puis reliez-la dans «\u00a0Mon compte\u00a0»."
        )
    user = found.user
    if request.user.is_authenticated and request.user != user:
        raise IdentityUnknown("Cette identité ProConnect ouvre le compte d’une autre personne.")
    if not AxesProxyHandler.is_allowed(request, {"email": user.email}):
        return locked_out(request)
    state = {"stages": {AuthenticateStage.key: {"handled": said.has_two_factors}}}
    done = perform_login(request, Login(user=user, redirect_url=asked.then or None, state=state))
    _remember(request, user, said)
    is_proven = said.has_two_factors or not factors_of(user).exists()
    if request.user.is_authenticated and is_proven and not user.has_usable_password():
        record_authentication(request, user, "proconnect")  # as a password would
    return second_step(request, done)


def _linked(request: Request, said: Said) -> HttpResponse:
    identities.link(
        request.user,
        identity=(said.issuer, said.subject),
        email=provider.email_of(said),
        by=author_of(request),
        real_now=clock.real_now(),
    )
    _remember(request, request.user, said)
    return changed(request, "Identité ProConnect reliée\u00a0: elle ouvre aussi votre compte.")


def _remember(request: Request, user: User, said: Said) -> None:
    """Two factors are those of the session that they opened, not of one that follows it."""
    is_in = request.user.is_authenticated and said.has_two_factors
    remember(request.session, user, said.token, has_two_factors=is_in)


def _sign_out_address(token: str, state: str) -> str:
    """Empty where the provider opened no session, or does not answer."""
    if not token or settings.PASSNUM_OIDC is None:
        return ""
    try:
        return provider.sign_out_address(token, state)
    except ProviderFault as fault:
        logger.warning("%s: %s", fault.code, fault.reason)
        return ""


def _leave_to_sign_in(
    request: Request, *, owner: int | None = None, then: str = "", invitation: str = ""
) -> HttpResponse:
    asked = ask(request.session, owner=owner, then=then, invitation=invitation)
    return _leave(request, provider.sign_in_address(asked), "Vous allez à ProConnect")


def _leave(request: Request, address: str, heading: str) -> HttpResponse:
    return render(request, "account/leave.html", {"address": address, "heading": heading})
