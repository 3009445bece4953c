"""Give one's account another e-mail address, once a letter there is read."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import email_links
from accounts.actions import letters, users
from accounts.enums import Notice, Proof
from accounts.forms import NewEmailForm
from accounts.http import Request, address_of, author_of, confirmed
from common import clock
from common.form_pages import Step, done, form_page, posted_data
from common.forms import Form
from common.http import page_address


@require_http_methods(["GET", "POST"])
@confirmed
def change(request: Request) -> HttpResponse:
    """Ask for a letter at a new address; the answer is the same whoever has it already."""
    form = NewEmailForm(posted_data(request))

    def act() -> HttpResponse:
        email = form.cleaned_data["email"]
        letters.ask(
            email=email,
            about=Proof.EMAIL,
            account=request.user,
            asked_from=address_of(request),
            real_now=clock.real_now(),
        )
        said = f"Une lettre part à {email}. Ouvrez l’adresse qu’elle contient, dans l’heure."
        return done(request, said, "accounts:account")

    return form_page(request, "account/change_email.html", form, act)


@require_http_methods(["GET", "POST"])
def confirm(request: Request, token: str) -> HttpResponse:
    """Take the address to which the letter was sent."""
    email = email_links.new_email(request.user, token)
    if email is None:
        return render(request, "account/email_link_gone.html", status=410)
    form, former = Form(posted_data(request)), request.user.email

    def act() -> HttpResponse:
        by, kept = author_of(request), request.session.session_key
        user = users.change_email(request.user, email=email, by=by, kept=kept)
        about = Notice.EMAIL_CHANGED
        letters.ask(email=former, about=about, account=user, real_now=clock.real_now())
        said = "Adresse changée. Les autres connexions de ce compte sont terminées."
        return done(request, said, "accounts:account")

    return form_page(request, "layout/step.html", form, act, step=_step(former, email))


def _step(former: str, email: str) -> Step:
    return Step(
        "Changer d’adresse électronique",
        "Prendre cette adresse",
        page_address("accounts:account"),
        f"Votre compte quitte {former} pour {email}.",
        [
            "Vous vous connecterez avec la nouvelle adresse. Les lettres y partiront.",
            "L’ancienne est prévenue. Les autres connexions de ce compte sont terminées.",
        ],
        part="Mon compte",
    )
