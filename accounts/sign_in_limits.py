"""How many wrong passwords are borne: of an account from an address, of an address, of an account.

The first is counted by django-axes, whose delay grows here. The others are not for a device from
which the owner once signed in: who tries an account from everywhere, or every account from the
address of an office, locks out strangers alone.
"""

import datetime as dt

from axes.models import AccessFailureLog
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from common import clock

FIRST_DELAY, LONGEST_DELAY, A_LOCK = dt.timedelta(minutes=15), dt.timedelta(hours=8), 5
LOOKED_AT = dt.timedelta(days=1)
WITHIN, OF_AN_ADDRESS, OF_AN_ACCOUNT = dt.timedelta(hours=1), 50, 20
DEVICE, DEVICE_SALT, KNOWN_FOR, SHARED_BY = "device", "passnum.device", dt.timedelta(days=365), 10


def typed_email(request: HttpRequest, credentials: dict[str, str] | None = None) -> str:
    """The e-mail that was typed, in small letters: wrong passwords are counted by it."""
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(typed).strip().lower()


def delay(request: HttpRequest | None = None) -> dt.timedelta:
    """How long five wrong passwords lock an account for an address: twice as long each time."""
    if request is None:
        return FIRST_DELAY
    failures = _failures(LOOKED_AT).filter(
        username=typed_email(request), ip_address=request.META.get("REMOTE_ADDR") or None
    )
    times = max(failures.count() // A_LOCK - 1, 0)
    longer: int = 2 ** min(times, 10)
    return min(FIRST_DELAY * longer, LONGEST_DELAY)


def is_beyond(request: HttpRequest) -> bool:
    """Whether an address, or an account from unknown devices, had too many wrong passwords."""
    recent, email = _failures(WITHIN), typed_email(request)
    address = request.META.get("REMOTE_ADDR") or None
    if (
        recent.filter(ip_address=address).count() < OF_AN_ADDRESS
        and recent.filter(username=email).count() < OF_AN_ACCOUNT
    ):
        return False
    owner = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
    return owner not in _users_of(request)


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Keep in the browser, signed, who signed in from it."""
    known = [user.pk, *(key for key in _users_of(request) if key != user.pk)][:SHARED_BY]
    response.set_signed_cookie(
        DEVICE,
        ",".join(map(str, known)),
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


def _users_of(request: HttpRequest) -> list[int]:
    try:
        kept = request.get_signed_cookie(DEVICE, "", salt=DEVICE_SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return []
    return [int(key) for key in str(kept).split(",") if key]


def _failures(since: dt.timedelta) -> QuerySet[AccessFailureLog]:
    log: QuerySet[AccessFailureLog] = AccessFailureLog.objects.all()
    return log.filter(attempt_time__gte=clock.real_now() - since)
