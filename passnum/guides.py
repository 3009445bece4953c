"""« Aide »: the guides of docs/guide, the one of the reader's role first."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import slugify
from django.views.decorators.http import require_GET
from markdown_it import MarkdownIt
from markdown_it.token import Token

from accounts.enums import Role
from accounts.http import Request

FOLDER = settings.BASE_DIR / "docs" / "guide"
INDEX, SHARED = "README", "compte"
ROLE_GUIDES = {
    Role.MANAGER: "gestionnaire",
    Role.DISTRIBUTOR: "distributeur",
    Role.MEDIATOR: "mediateur",
    Role.REGISSEUR: "regisseur",
    Role.COMPTABLE: "regisseur",
    Role.FINANCE: "finances",
    Role.AUDITOR: "controleur",
    Role.ADMINISTRATOR: "administrateur",
}
LINK = re.compile(r"(?:\./)?([a-z]+)\.md(#.*)?")
IMAGE = re.compile(r"\.\./images/(.+)")
LISTED = re.compile(r"^- \[.+\]\(([a-z]+)\.md\)", re.MULTILINE)


@dataclass(slots=True)
class Guide:
    """A guide as HTML, its title, and its parts by their anchors."""

    name: str
    title: str = ""
    html: str = ""
    parts: list[tuple[str, str]] = field(default_factory=list)


@require_GET
def index(request: Request) -> HttpResponse:
    """The guide of the role; that of the account, for who has none."""
    return redirect("guide", _own(request) or SHARED)


@require_GET
def guide(request: Request, name: str) -> HttpResponse:
    """One guide, its parts, and the other guides."""
    own = _own(request)
    if name not in names():
        raise Http404
    others = sorted(names(), key=lambda one: one != own)  # the order of the index, one's own first
    page: dict[str, Any] = {"guide": read(name), "guides": [read(one) for one in others]}
    return render(request, "guides/guide.html", page | {"own": own})


def _own(request: Request) -> str:
    acting = request.user.acting
    return ROLE_GUIDES[Role(acting.role)] if acting else ""


@cache
def names() -> list[str]:
    """The guides, in the order of their index."""
    return LISTED.findall((FOLDER / f"{INDEX}.md").read_text())


@cache
def read(name: str) -> Guide:
    """A guide of `names`, read once a process."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens, found = markdown.parse((FOLDER / f"{name}.md").read_text()), Guide(name)
    heading = ""
    for at, token in enumerate(tokens):
        _lead_inside(token)
        if token.type == "heading_open":
            heading = "".join(one.content for one in tokens[at + 1].children or ())
            if token.tag == "h1":
                found.title = heading
            else:
                token.attrSet("id", slugify(heading))
                found.parts.append((slugify(heading), heading))
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "table_open":
            token.meta["caption"] = heading
    markdown.add_render_rule("table_open", _table_open)
    found.html = markdown.renderer.render(tokens[3:], markdown.options, {})  # the title is apart
    return found


def _table_open(renderer: Any, tokens: list[Token], at: int, *_: Any) -> str:
    caption = escape(tokens[at].meta["caption"])
    return f'<table class="table"><caption class="visually-hidden">{caption}</caption>'


def _lead_inside(token: Token) -> None:
    """The links and images of a token, where the site has them."""
    kept: list[Token] = []
    left_out = False
    for child in token.children or ():
        if child.type == "image":
            child.attrSet("src", static("guide/" + IMAGE.sub(r"\1", str(child.attrs["src"]))))
            child.attrSet("class", "img-fluid")
        elif child.type == "code_inline":
            child.attrSet("class", "text-reset")
        elif child.type == "link_open":
            page = LINK.fullmatch(str(child.attrs["href"]))
            left_out = page is None  # a document for those who install it: its words alone
            if page:
                child.attrSet("href", reverse("guide", args=[page[1]]) + (page[2] or ""))
        if not (left_out and child.type in {"link_open", "link_close"}):
            kept.append(child)
    token.children = kept if token.children is not None else None
