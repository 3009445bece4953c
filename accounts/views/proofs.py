"""Prove who one is: the second step of a sign-in, and again before an act on one's account."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import second_factors
from accounts.forms import FactorCodeForm, PasskeyForm, PasswordAgainForm
from accounts.http import Request, address_of
from accounts.kept_fields import NAME
from accounts.models import User
from accounts.passkeys import factor_that_answered
from accounts.second_factors import Kind, factors_of
from accounts.sign_in_limits import device_address
from accounts.views.passwords import check_password
from common import clock
from common.form_pages import form_page, posted_data
from common.forms import Form

GIVEN = "given"  # in the session, between both steps, the mark of the password that was given


@require_GET
@login_not_required
@never_cache
def presence(request: Request) -> HttpResponse:
    """Who is signed in, for a page that is about to send a form, and what its form must say."""
    who = str(request.user.public_id) if request.user.is_authenticated else ""
    return JsonResponse({"who": who, "token": get_token(request)})


@login_not_required
def sign_in(request: Request) -> HttpResponse:
    """The first step of a sign-in; the second is shown at once to a page that holds kept fields."""
    return second_step(request, login(request))


def second_step(request: Request, answer: HttpResponse) -> HttpResponse:
    """The answer to a first step, once what the second asks for is kept in the session."""
    if getattr(answer, "url", "").partition("?")[0] != reverse("mfa_authenticate"):
        return answer
    user = LoginStageController.enter(request, AuthenticateStage.key).login.user
    request.session[GIVEN] = user.get_session_auth_hash()
    if NAME not in request.POST:
        return answer
    form = FactorCodeForm()
    return render(request, "account/factor_code.html", _proof(user, form) | {"form": form})


@require_http_methods(["GET", "POST"])
@login_stage_required(  # type: ignore[untyped-decorator]
    stage=AuthenticateStage.key, redirect_urlname="account_login"
)
def authenticate(request: Request) -> HttpResponse:
    """The second step of a sign-in; the first is asked again once the password has changed."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 set by the decorator
    if request.session.get(GIVEN) != stage.login.user.get_session_auth_hash():
        begin_again: HttpResponse = stage.abort()
        return begin_again

    def then(factor: Authenticator) -> HttpResponse:
        post_authentication(request, factor)
        answer: HttpResponse = stage.exit()
        return answer

    return _proof_page(request, stage.login.user, "account/factor_code.html", then)


@require_http_methods(["GET", "POST"])
def confirm(request: Request) -> HttpResponse:
    """Say again who one is, before an act on one's own account."""
    user = request.user

    def then(factor: Authenticator | None = None) -> HttpResponse:
        method = "mfa" if factor else "password"
        record_authentication(request, user, method, reauthenticated=True)
        return redirect(get_next_redirect_url(request) or "accounts:account")

    if user.has_factor:
        return _proof_page(request, user, "account/confirm_factor.html", then)
    if not user.has_usable_password():
        then_url = get_next_redirect_url(request) or reverse("accounts:account")
        return render(request, "account/confirm_provider.html", {"next": then_url})
    form = PasswordAgainForm(posted_data(request))

    def act() -> HttpResponse:
        check_password(request, form.cleaned_data["password"], field="password")
        return then()

    return form_page(request, "account/confirm.html", form, act)


def _proof_page(
    request: Request, user: User, template: str, then: Callable[[Authenticator], HttpResponse]
) -> HttpResponse:
    """Ask for a code of an account, or for its passkey; `then` answers to who proved it."""
    is_key = "credential" in request.POST
    form = PasskeyForm(request.POST) if is_key else FactorCodeForm(posted_data(request))

    def act() -> HttpResponse:
        given = form.cleaned_data
        if is_key:
            return then(factor_that_answered(user, given["credential"]))
        return then(_used(request, user, given["code"]))

    page = _proof(user, FactorCodeForm() if is_key else form)
    return form_page(request, template, form, act, **page)


def _proof(user: User, form: Form) -> dict[str, Any]:
    keys = factors_of(user).filter(type=Kind.WEBAUTHN).exists()
    return {
        "email": user.email,
        "code_form": form,
        # The challenge of a page that is shown, and of it alone.
        "options": (lambda: begin_authentication(user)) if keys else None,
    }


def _used(request: Request, user: User, code: str) -> Authenticator:
    """The factor whose code was typed. A wrong one is counted before it is refused."""
    factor = second_factors.use(
        user,
        code=code,
        device=device_address(request, user.pk),
        by=user.as_actor(address_of(request)).at(clock.now()),
        real_now=clock.real_now(),
    )
    if factor is None:
        raise second_factors.wrong_code()
    return factor
