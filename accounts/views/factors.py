"""The second factor: its code at sign-in, adding one, its recovery codes, taking it away."""

import segno
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import second_factors
from accounts.forms import FactorCodeForm, PasswordAgainForm
from accounts.http import Request, address_of, author_of, confirmed
from accounts.models import User
from accounts.pages import account_page
from accounts.second_factors import seal, unseal
from accounts.sign_in_limits import is_known_device
from accounts.views.passwords import check_password
from common import clock
from common.form_pages import Step, done, form_page, posted_data
from common.forms import Form

PENDING = "factor"  # in the session, the sealed secret of an application that is being added


@require_GET
def account(request: Request) -> HttpResponse:
    """What opens one's own account."""
    return render(request, "account/account.html", account_page(request.user))


@require_http_methods(["GET", "POST"])
@login_stage_required(  # type: ignore[untyped-decorator]
    stage=AuthenticateStage.key, redirect_urlname="account_login"
)
def authenticate(request: Request) -> HttpResponse:
    """The second step of a sign-in."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 set by the decorator
    user: User = stage.login.user
    form = FactorCodeForm(posted_data(request))

    def act() -> HttpResponse:
        post_authentication(request, _used(request, user, form))
        answer: HttpResponse = stage.exit()
        return answer

    return form_page(request, "account/factor_code.html", form, act, email=user.email)


@require_http_methods(["GET", "POST"])
def confirm(request: Request) -> HttpResponse:
    """Say again who one is, before an act on one's own account."""
    kind = FactorCodeForm if request.user.has_factor else PasswordAgainForm
    form = kind(posted_data(request))

    def act() -> HttpResponse:
        if isinstance(form, FactorCodeForm):
            _used(request, request.user, form)
        else:
            check_password(request, form.cleaned_data["password"], field="password")
        method = "mfa" if request.user.has_factor else "password"
        record_authentication(request, request.user, method, reauthenticated=True)
        return redirect(get_next_redirect_url(request) or "accounts:account")

    return form_page(request, "account/confirm.html", form, act)


@require_http_methods(["GET", "POST"])
@confirmed
def add(request: Request) -> HttpResponse:
    """Add an application that gives codes, proven by one; its recovery codes, shown once."""
    user = request.user
    if user.has_factor:
        return redirect("accounts:account")
    secret = _pending_secret(request)
    form = FactorCodeForm(posted_data(request))

    def act() -> HttpResponse:
        code, by = form.cleaned_data["code"], author_of(request)
        codes = second_factors.add_application(
            user, secret=secret, code=code, by=by, real_now=clock.real_now()
        )
        del request.session[PENDING]
        return _codes_page(request, codes)

    drawn = segno.make(get_adapter().build_totp_url(user, secret)).png_data_uri(scale=5)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    page = {"drawn": drawn, "secret": spaced, "is_required": user.needs_factor}
    return form_page(request, "account/add_factor.html", form, act, **page)


@require_http_methods(["GET", "POST"])
@confirmed
def recovery_codes(request: Request) -> HttpResponse:
    """New recovery codes, shown once."""
    step = Step(
        heading="Refaire les codes de secours",
        button="Refaire les codes",
        back_url=reverse("accounts:account"),
        consequences=["Dix codes sont affichés, une fois. Ceux d’avant ne servent plus."],
        part="Mon compte",
    )

    def act() -> HttpResponse:
        codes = second_factors.renew_recovery_codes(request.user, by=author_of(request))
        return _codes_page(request, codes)

    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


@require_http_methods(["GET", "POST"])
@confirmed
def remove(request: Request) -> HttpResponse:
    """Take one's own second factor away."""
    step = Step(
        heading="Retirer le second facteur",
        button="Retirer le second facteur",
        back_url=reverse("accounts:account"),
        consequences=[
            "Votre mot de passe suffit alors à ouvrir votre compte.",
            "Les codes de secours ne servent plus.",
            "Si votre rôle en demande un, vous en ajoutez un autre aussitôt.",
        ],
        grave=True,
        part="Mon compte",
    )

    def act() -> HttpResponse:
        second_factors.remove(request.user, by=author_of(request), real_now=clock.real_now())
        return done(request, "Second facteur retiré.", "accounts:account")

    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


def _used(request: HttpRequest, user: User, form: FactorCodeForm) -> Authenticator:
    """The factor whose code was typed. A wrong one is counted before it is refused."""
    factor = second_factors.use(
        user,
        code=form.cleaned_data["code"],
        is_known=is_known_device(request, user),
        by=user.as_actor(address_of(request)).at(clock.now()),
        real_now=clock.real_now(),
    )
    if factor is None:
        raise second_factors.wrong_code()
    return factor


def _pending_secret(request: Request) -> str:
    if PENDING not in request.session:
        request.session[PENDING] = seal(generate_totp_secret(), request.user.pk)
    return unseal(request.session[PENDING], request.user.pk)


def _codes_page(request: Request, codes: list[str]) -> HttpResponse:
    return render(request, "account/recovery_codes.html", {"codes": codes})
