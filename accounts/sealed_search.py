"""The words of a search for people: posted, then sealed in the address, so that no log, history or
page that follows has a name or a birthday. Back, the pages of a list and its files still work.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect

from common.nir import NIR_SENTENCE, contains_nir
from common.parsing import clean_search

LASTS = 12 * 3600  # seconds
LONGEST, LONGEST_CHOICE = 200, 40
WORDS = "q"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def sealed_search(view: View) -> View:
    """What a POST searches goes to the same page by its address; a number of the national register
    goes nowhere, and the page says so. On a GET, `words_of` and `with_words` read it.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        posted = {name: str(value) for name, value in request.POST.items() if value}
        words = posted.pop(WORDS, "")[:LONGEST]
        if contains_nir(words):
            messages.error(request, f"{NIR_SENTENCE} Rien n’a été cherché.")
            words = ""
        # The other filters are choices and days: what is longer, as a token of a form, is none.
        asked = {name: value for name, value in posted.items() if len(value) <= LONGEST_CHOICE}
        if words:
            asked[WORDS] = _box().encrypt(f"{request.user.pk}:{words}".encode()).decode()
        return redirect(f"{request.path}?{urlencode(asked)}" if asked else request.path)

    checked.names_people = True  # type: ignore[attr-defined]
    return cast("View", checked)


def names_people(view: Callable[..., Any]) -> bool:
    """Whether the words that a view searches are sealed."""
    return getattr(view, "names_people", False)


def words_of(request: HttpRequest) -> str:
    """The words that the address seals; none when they are old, or another person's."""
    try:
        opened = _box().decrypt(request.GET.get(WORDS, "").encode(), ttl=LASTS).decode()
    except InvalidToken:
        return ""
    owner, _, words = opened.partition(":")
    return clean_search(words) if owner == str(request.user.pk) else ""


def with_words(request: HttpRequest) -> QueryDict:
    """The parameters of the address, its words as they were typed."""
    found = request.GET.copy()
    if WORDS in found:
        found[WORDS] = words_of(request)
    return found


def _box() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"passnum search").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(urlsafe_b64encode(derived))
