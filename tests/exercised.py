"""What a whole run of the tests must exercise, and what this process has exercised of it.

Templates rendered, addresses that answered, refusals made, commands run, and the calls, answers and
problems of the API that OpenAPI and docs/api.md describe.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path

from django.core.handlers.base import BaseHandler
from django.core.management import BaseCommand
from django.test.signals import template_rendered
from drf_spectacular.generators import SchemaGenerator

from common.errors import Refusal
from mediation.api.problems import MEDIA_TYPE
from mediation.middleware import ProgramsInTheClearMiddleware

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTED_CALL = re.compile(r"^\$ curl .*https?://[^/ ]+(/\S+)((?:\\\n|.)*)", re.MULTILINE)
DOCUMENTED_PROBLEM = re.compile(r"^\| (\d{3}) \| (`.+?`) \|", re.MULTILINE)
# Where a 200 is the answer to what was sent; elsewhere it is the form shown again.
ANSWERED = {
    *("api:check", "deadlines:open-calendar-feed", "mediation:check", "mediation:add-device"),
    "printing:take",  # a file
    *("accounts:add-factor", "accounts:add-passkey", "accounts:recovery-codes"),
    *("account_logout", "accounts:link-identity", "provider-sign-in"),  # a page leads elsewhere
}
OF_THE_DEMONSTRATION = {"demo"}  # run by .ci/run, on the servers of `make demo`
seen: set[str] = set()


def unexercised() -> set[str]:
    return {*everything()} - seen


def everything() -> Iterator[str]:
    from tests.accounts.test_matrix import API, EXPECTED, PUBLIC  # noqa: PLC0415

    templates = ROOT / "templates"
    yield from (f"template {file.relative_to(templates)}" for file in templates.rglob("*.*"))
    yield from (f"refusal {one.code}" for one in kinds_of(Refusal))
    yield from (f"address {method} {name}" for method, name in {**EXPECTED, **PUBLIC})
    yield from (f"address POST {name}" for name in API)
    commands = {file.stem for file in ROOT.glob("*/management/commands/[a-z]*.py")}
    yield from (command(name) for name in commands - OF_THE_DEMONSTRATION)
    yield from calls()


def kinds_of(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    """The refusals of the application that none specialises."""
    below = refusal.__subclasses__()
    for one in below:
        yield from kinds_of(one)
    if not below and not refusal.__module__.startswith("tests."):
        yield refusal


def calls() -> Iterator[str]:
    for path, operations in SchemaGenerator().get_schema(public=True)["paths"].items():
        for method, operation in operations.items():
            yield from (f"call {method.upper()} {path} {code}" for code in operation["responses"])
    text = (ROOT / "docs" / "api.md").read_text()
    for path, rest in DOCUMENTED_CALL.findall(text):
        yield f"call {'POST' if ' -d ' in rest else 'GET'} {path}"
    for code, names in DOCUMENTED_PROBLEM.findall(text):
        yield from (f"problem {code} {name}" for name in re.findall(r"`(\w+)`", names))


def watch_everything() -> None:
    template_rendered.connect(rendered, weak=False)
    watch(Refusal, "__init__", lambda _, it, *__: seen.add(f"refusal {type(it).code}"))
    watch(BaseCommand, "execute", lambda _, it, *__: seen.add(command(type(it).__module__)))
    watch(ProgramsInTheClearMiddleware, "__call__", lambda response, *_: refused(response))
    # Called with each view that is about to answer, not when a middleware has answered before it.
    watch(BaseHandler, "make_view_atomic", lambda view, *_: answering(view))


def watch(owner: type, name: str, tell: Callable) -> None:
    """Call `tell` after each call of a method, with its result and its arguments."""
    original = getattr(owner, name)

    @wraps(original)
    def watched(*args, **kwargs):
        result = original(*args, **kwargs)
        return tell(result, *args) or result

    setattr(owner, name, watched)


def rendered(sender, **_) -> None:
    seen.add(f"template {sender.origin.template_name}")


def refused(response) -> None:
    """A problem that is told before a view is reached."""
    if response.headers.get("Content-Type") == MEDIA_TYPE and not hasattr(response, "data"):
        seen.add(f"problem {response.status_code} {json.loads(response.content)['code']}")


def command(module: str) -> str:
    return f"command {module.rpartition('.')[2]}"


def answering(view: Callable) -> Callable:
    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        seen.update(answered(request, response))
        return response

    return answer


def answered(request, response) -> Iterator[str]:
    match, code = request.resolver_match, response.status_code
    shown_again = request.method == "POST" and code == 200 and match.view_name not in ANSWERED
    if code < 400 and not shown_again:
        yield f"address {request.method} {match.view_name}"
    call = f"call {request.method} /{match.route}"
    yield f"{call} {code}"
    if code < 300:
        yield call
    if code >= 400 and hasattr(response, "data"):  # of the API
        yield f"problem {code} {response.data['code']}"
