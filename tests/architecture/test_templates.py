"""Templates: each is used, by a file that names it."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
# Those that Django and allauth name.
OF_LIBRARIES = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
    "account/account_inactive.html",
    "account/login.html",
    "account/logout.html",
}


def sources():
    """What each file that may use a template says, without its comments."""
    for folder in ROOT.iterdir():
        if (folder / "__init__.py").exists() and folder.name != "tests":
            for file in folder.rglob("*.py"):
                yield file, file.read_text()
    for file in FOLDER.rglob("*.html"):
        yield file, COMMENT.sub("", file.read_text())


def test_every_template_is_used():
    texts = dict(sources())
    unused = {
        name
        for template in FOLDER.rglob("*.html")
        if (name := str(template.relative_to(FOLDER)))
        and not any(name in text for file, text in texts.items() if file != template)
    }

    assert unused - OF_LIBRARIES == set()


def test_no_template_of_the_libraries_list_is_missing():
    assert {name for name in OF_LIBRARIES if not (FOLDER / name).exists()} == set()
