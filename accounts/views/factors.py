"""One's own second factors: add an application or a passkey, take one away, recovery codes."""

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import second_factors
from accounts.forms import FactorCodeForm, NewPasskeyForm, RemoveFactorForm
from accounts.http import Request, author_of, confirmed
from accounts.pages import account_page
from accounts.passkeys import check_new
from accounts.readings import open_sign_ins
from accounts.second_factors import Kind, factors_of, seal, unseal
from common import clock
from common.form_pages import Step, done, form_page, posted_data
from common.forms import Form

PENDING = "factor"  # in the session, the sealed secret of an application that is being added


@require_GET
def account(request: Request) -> HttpResponse:
    """What opens one's own account."""
    return render(request, "account/account.html", account_page(request.user))


@require_http_methods(["GET", "POST"])
@confirmed
def add(request: Request) -> HttpResponse:
    """Add an application that gives codes, proven by one; its recovery codes, shown once."""
    user = request.user
    if factors_of(user).filter(type=Kind.TOTP).exists():
        return redirect("accounts:account")
    secret = _pending_secret(request)
    form = FactorCodeForm(posted_data(request))

    def act() -> HttpResponse:
        code, by = form.cleaned_data["code"], author_of(request)
        codes = second_factors.add_application(
            user, secret=secret, code=code, by=by, real_now=clock.real_now()
        )
        del request.session[PENDING]
        return _added(request, "Application ajoutée.", codes)

    drawn = segno.make(get_adapter().build_totp_url(user, secret)).png_data_uri(scale=5)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    page = {"drawn": drawn, "secret": spaced, "is_required": user.needs_factor}
    return form_page(request, "account/add_factor.html", form, act, **page)


@require_http_methods(["GET", "POST"])
@confirmed
def add_passkey(request: Request) -> HttpResponse:
    """Add a passkey of this device, or of a key that is plugged in."""
    user = request.user
    form = NewPasskeyForm(posted_data(request))

    def act() -> HttpResponse:
        answer = form.cleaned_data
        check_new(answer["credential"])
        codes = second_factors.add_passkey(
            user, **answer, by=author_of(request), real_now=clock.real_now()
        )
        return _added(request, "Clé d’accès ajoutée.", codes)

    # The challenge of a page that is shown, and of it alone.
    page = {"options": lambda: begin_registration(user, passwordless=False)}
    return form_page(request, "account/add_passkey.html", form, act, **page)


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
    """Take one of one's own second factors away."""
    step = Step(
        heading="Retirer un second facteur",
        button="Retirer",
        back_url=reverse("accounts:account"),
        consequences=[
            "Après le dernier, votre mot de passe suffit à ouvrir votre compte, et les codes de "
            "secours ne servent plus. Si votre rôle en demande un, vous en ajoutez un aussitôt."
        ],
        grave=True,
        part="Mon compte",
    )
    form = RemoveFactorForm(posted_data(request), factors=factors_of(request.user))

    def act() -> HttpResponse:
        factor, by = form.cleaned_data["factor"], author_of(request)
        second_factors.remove(request.user, factor, by=by, real_now=clock.real_now())
        return changed(request, "Second facteur retiré.")

    return form_page(request, "layout/step.html", form, act, step=step)


def _pending_secret(request: Request) -> str:
    if PENDING not in request.session:
        request.session[PENDING] = seal(generate_totp_secret(), request.user.pk)
    return unseal(request.session[PENDING], request.user.pk)


def _added(request: Request, said: str, codes: list[str]) -> HttpResponse:
    return _codes_page(request, codes) if codes else changed(request, said)


def changed(request: Request, said: str) -> HttpResponse:
    """Back to the account; or to what is open elsewhere, to be ended where somebody else did it."""
    if open_sign_ins(request.user).count() == 1:
        return done(request, said, "accounts:account")
    return done(request, f"{said} Votre compte reste ouvert ailleurs.", "accounts:sign-ins")


def _codes_page(request: Request, codes: list[str]) -> HttpResponse:
    page = {"codes": codes, "others": open_sign_ins(request.user).count() - 1}
    return render(request, "account/recovery_codes.html", page)
