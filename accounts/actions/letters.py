"""Ask for a letter with a link to choose a password, or with news of an account; write it."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts import emails
from accounts.enums import Link, Notice, Proof
from accounts.models import Letter, User
from accounts.readings import administrators_of
from audit.actors import Author

# More is answered the same way, and written to nobody: an address cannot be flooded, nor tried.
OF_AN_ADDRESS, OF_A_CLIENT, WITHIN = 3, 20, dt.timedelta(hours=1)
KEPT_FOR = dt.timedelta(days=1)


@transaction.atomic
def ask(
    *,
    email: str,
    about: Link | Notice | Proof,
    account: User | None = None,
    asked_from: str = "",
    real_now: dt.datetime,
) -> None:
    """Ask for a letter. Nothing tells whether an account has this address: it is looked for when
    the letter is written, unless its `account` is given.

    What strangers may ask for is limited; news is not, but two that wait are one.
    """
    email = email.strip().lower()
    if isinstance(about, Notice):
        is_enough = Letter.objects.waiting().filter(email=email, about=about).exists()
    else:
        recent = Letter.objects.asked_since(real_now - WITHIN)
        is_enough = recent.filter(email=email, about=about).count() >= OF_AN_ADDRESS or (
            asked_from != "" and recent.filter(asked_from=asked_from).count() >= OF_A_CLIENT
        )
    if not is_enough:
        given = {"about": about, "account": account, "asked_from": asked_from}
        Letter.objects.create(email=email, asked_at=real_now, **given)


def tell_others(organisations: Any, *, by: Author, real_now: dt.datetime) -> None:
    """Write to the other administrators of these organisations that an act waits for one of them.

    The system proposes nothing.
    """
    for user in administrators_of(organisations).exclude(pk=by.user_id or 0):
        ask(email=user.email, about=Notice.TO_CONFIRM, real_now=real_now)


@transaction.atomic
def write(letter_id: int, *, real_now: dt.datetime) -> None:
    """Write a letter that waits, if its address is that of an account; two callers write one."""
    waiting = Letter.objects.waiting().select_for_update(of=("self",), skip_locked=True)
    letter = waiting.filter(pk=letter_id).first()
    if letter is None:
        return
    active = User.objects.filter(is_active=True)
    known = {"pk": letter.account_id} if letter.account_id else {"email__iexact": letter.email}
    user = active.filter(**known).first()
    if user is not None:
        emails.letter_email(user, letter.about, to=letter.email).send()
    letter.written_at = real_now
    letter.save(update_fields=["written_at"])


def forget_past(*, real_now: dt.datetime) -> None:
    """Delete the letters of a past day: who asked for them is kept no longer."""
    Letter.objects.filter(asked_at__lt=real_now - KEPT_FOR).delete()
