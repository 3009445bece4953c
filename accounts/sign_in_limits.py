"""How many wrong passwords and codes are borne: of an account from an address, of an address, of an
account.

The first is counted by django-axes, whose delay grows here. A device from which the owner once
signed in is counted by itself, under an address made for it, and the others are not for it: who
tries an account from everywhere, from the address of its office, or every account from there, locks
out strangers alone. A code comes after the password: who is wrong knows it, so that an account
waits wherever they are; its own devices wait for their own mistakes alone.
"""

import datetime as dt
import ipaddress
import math
import secrets

from axes.models import AccessFailureLog
from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from common import clock

FIRST_DELAY, LONGEST_DELAY, A_LOCK = dt.timedelta(minutes=15), dt.timedelta(hours=8), 5
LOOKED_AT = dt.timedelta(days=1)
WITHIN, OF_AN_ADDRESS, OF_AN_ACCOUNT = dt.timedelta(hours=1), 50, 20
CODE = "code"  # what was wrong, in the place of an address of the site
DEVICE, DEVICE_SALT = f"{settings.COOKIE_PREFIX}device", "passnum.device"
KNOWN_FOR, SHARED_BY = dt.timedelta(days=365), 10


def typed_email(request: HttpRequest, credentials: dict[str, str] | None = None) -> str:
    """The e-mail that was typed, in small letters: wrong passwords are counted by it."""
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    if request.user.is_authenticated:  # who confirms who they are does not type it
        typed = request.user.email
    return str(typed).strip().lower()


def delay(request: HttpRequest | None = None) -> dt.timedelta:
    """How long five wrong passwords lock an account for an address: twice as long each time."""
    if request is None:
        return FIRST_DELAY
    failures = _failures(LOOKED_AT).filter(
        username=typed_email(request), ip_address=counted_address(request)
    )
    return _delay_after(failures.exclude(path_info=CODE).count())


def _delay_after(failures: int) -> dt.timedelta:
    times = max(failures // A_LOCK - 1, 0)
    longer: int = 2 ** min(times, 10)
    return min(FIRST_DELAY * longer, LONGEST_DELAY)


def counted_address(request: HttpRequest) -> str | None:
    """Where wrong passwords are counted: the client's address, but for a device that the account
    knows, whose mistakes are its own.
    """
    own = device_address(request, _typed_owner(request))
    return own or request.META.get("REMOTE_ADDR") or None


def minutes_before_a_code(user: User, address: str, *, device: str) -> int:
    """How long to wait before a code is read again; `device` is that of the owner, if any."""
    wrong = wrong_codes(user)
    if device:
        wrong = wrong.filter(ip_address=device)
    elif _failures(WITHIN).filter(ip_address=address or None).count() >= OF_AN_ADDRESS:
        return int(WITHIN.total_seconds() // 60)
    last = wrong.order_by("-attempt_time").first()
    number = wrong.count()
    if last is None or number < A_LOCK:
        return 0
    left: dt.timedelta = last.attempt_time + _delay_after(number) - clock.real_now()
    return max(math.ceil(left.total_seconds() / 60), 0)


def count_wrong_code(user: User, address: str) -> bool:
    """Keep that a code was wrong; whether the account now waits for the first time."""
    AccessFailureLog.objects.create(username=user.email, ip_address=address or None, path_info=CODE)
    return wrong_codes(user).count() == A_LOCK


def wrong_codes(user: User) -> QuerySet[AccessFailureLog]:
    return _failures(LOOKED_AT).filter(username=user.email, path_info=CODE)


def device_address(request: HttpRequest, owner: int | None) -> str:
    """The address made for a device from which the owner once signed in; empty for another one."""
    own, known = _kept(request)
    return own if owner in known else ""


def is_beyond(request: HttpRequest) -> bool:
    """Whether an address, or an account from unknown devices, had too many wrong passwords."""
    recent, email = _failures(WITHIN), typed_email(request)
    address = request.META.get("REMOTE_ADDR") or None
    if (
        recent.filter(ip_address=address).count() < OF_AN_ADDRESS
        and recent.filter(username=email).count() < OF_AN_ACCOUNT
    ):
        return False
    return _typed_owner(request) not in users_of(request)


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Keep in the browser, signed, who signed in from it."""
    own, before = _kept(request)
    known = [user.pk, *(key for key in before if key != user.pk)][:SHARED_BY]
    # Of the block that no network on the internet has.
    own = own or str(ipaddress.IPv6Address(b"\xfd" + secrets.token_bytes(15)))
    response.set_signed_cookie(
        DEVICE,
        f"{','.join(map(str, known))} {own}",
        salt=DEVICE_SALT,
        max_age=KNOWN_FOR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """The page of who must wait."""
    minutes = int(delay(request).total_seconds() // 60)
    return render(request, "account/lockout.html", {"minutes": minutes}, status=429)


def forget_past() -> None:
    """Delete the failures that no delay looks at any more: they name people and their addresses."""
    AccessFailureLog.objects.filter(attempt_time__lt=clock.real_now() - LOOKED_AT).delete()


def users_of(request: HttpRequest) -> list[int]:
    """Who signed in from this device, the last one first."""
    return _kept(request)[1]


def _kept(request: HttpRequest) -> tuple[str, list[int]]:
    try:
        kept = request.get_signed_cookie(DEVICE, "", salt=DEVICE_SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return "", []
    known, _, own = str(kept).partition(" ")
    return own, [int(key) for key in known.split(",") if key]


def _typed_owner(request: HttpRequest) -> int | None:
    typed = User.objects.filter(email__iexact=typed_email(request))
    return typed.values_list("pk", flat=True).first() if users_of(request) else None


def _failures(since: dt.timedelta) -> QuerySet[AccessFailureLog]:
    log: QuerySet[AccessFailureLog] = AccessFailureLog.objects.all()
    return log.filter(attempt_time__gte=clock.real_now() - since)
