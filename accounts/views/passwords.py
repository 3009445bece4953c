"""Choose a password: forgotten, by the link of a letter, or in the place of the present one."""

from functools import partial

from allauth.account.adapter import get_adapter
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import letters, users
from accounts.enums import Link, Notice
from accounts.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from accounts.http import Request, address_of, author_of, confirmed
from accounts.models import User
from accounts.password_links import check_due, owner
from common import clock
from common.form_pages import done, form_page, posted_data


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
        about=Link.RESET,
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
        lambda: _chosen(request, user, form, (Link(link), token)),
        email=user.email,
        invitation=token if link == Link.INVITATION and not request.user.is_authenticated else "",
    )


def _chosen(
    request: Request, user: User, form: NewPasswordForm, by_link: tuple[Link, str]
) -> HttpResponse:
    by = user.as_actor(address_of(request)).at(clock.now())
    password, check = form.cleaned_data["password"], partial(check_due, *by_link)
    users.choose_password(user, password=password, by=by, check=check)
    if by_link[0] == Link.RESET:
        _tell(user)
    return done(request, "Mot de passe choisi. Connectez-vous avec lui.", "account_login")


@require_http_methods(["GET", "POST"])
@confirmed
def change_password(request: Request) -> HttpResponse:
    """Choose another password; what was signed in elsewhere no longer is."""
    form = ChangePasswordForm(posted_data(request))
    return form_page(request, "account/change_password.html", form, lambda: _changed(request, form))


def _changed(request: Request, form: ChangePasswordForm) -> HttpResponse:
    check_password(request, form.cleaned_data["current"], field="current")
    new = form.cleaned_data["password"]
    user = users.choose_password(
        request.user, password=new, by=author_of(request), kept=request.session.session_key
    )
    update_session_auth_hash(request, user)
    _tell(user)
    said = "Mot de passe changé. Les autres connexions de ce compte sont terminées."
    return done(request, said, "accounts:account")


def check_password(request: Request, password: str, *, field: str) -> None:
    """Refuse a password that is not that of who is signed in; wrong ones count as at sign-in."""
    credentials = {"email": request.user.email, "password": password}
    if get_adapter().authenticate(request, **credentials) != request.user:
        raise users.WrongPassword("Ce n’est pas votre mot de passe.", field=field)


def _tell(user: User) -> None:
    letters.ask(email=user.email, about=Notice.PASSWORD_CHANGED, real_now=clock.real_now())
