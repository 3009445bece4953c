"""Someone of a role in front of a screen: goes from page to page, and looks at each."""

from collections.abc import Iterable

from django.urls import reverse

from tests import browser

# What Tab reached, here or at the other width, and whether it shows; nothing is focused after.
REACHED = """(byTab) => {
    if (!byTab) document.querySelector(".skip").focus();
    const reached = document.activeElement;
    const isShown = reached.getBoundingClientRect().top >= 0;
    reached.blur();
    return reached.className + (isShown ? " shown" : " hidden");
}"""
CELLS = """(rank) => [...document.querySelectorAll("table")[rank].rows].map(
    (row) => [...row.cells].map((cell) => cell.innerText)
)"""


class Traveller:
    """Someone signed in, who acts on a phone; each page is looked at and read at a desk as well."""

    def __init__(self, page, url: str, email: str) -> None:
        self.page = page
        self.url = url
        browser.sign_in(page, url, email)

    def open(self, name: str, *args: object, query: str = "") -> None:
        self.go(reverse(name, args=args) + query)

    def go(self, address: str) -> None:
        self.page.goto(self.url + address)
        self.look()

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Follow a link of the page."""
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        self.look()

    def press(self, name: str) -> None:
        """Press a button, and look at what it answers."""
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        """Nothing is wrong on a phone or at a desk, and the way to the content comes first."""
        for is_first, found in zip((True, False), browser.each_width(self.page), strict=True):
            if found["isUnfocused"]:
                if is_first:
                    self.page.keyboard.press("Tab")
                assert self.page.evaluate(REACHED, is_first) == "skip shown", self.page.url
        self.at_desk = plain(found["words"])
        self.page.set_viewport_size(browser.PHONE)

    def reads(self, *sentences: str) -> None:
        """The page says each of these on a phone and at a desk, whatever its spaces."""
        if not self.page.evaluate("'acts' in window"):
            self.look()
        for text in (self.text, self.at_desk):
            missing = [said for said in sentences if said not in text]
            assert missing == [], f"{self.page.url}: {text}"

    @property
    def text(self) -> str:
        return plain(self.page.locator("main").inner_text())

    def rows(self, table: int = 0) -> list[list[str]]:
        """The cells of a table of the page, foot included, the same on a phone and at a desk."""
        on_phone = self._cells(table)
        self.page.set_viewport_size(browser.WIDE)
        assert self._cells(table) == on_phone
        self.page.set_viewport_size(browser.PHONE)
        return on_phone

    def _cells(self, table: int) -> list[list[str]]:
        return [[plain(cell) for cell in row] for row in self.page.evaluate(CELLS, table)]

    def download(self, link: str, rank: int = 0) -> bytes:
        """The file behind a link."""
        with self.page.expect_download() as told:
            self.page.get_by_role("link", name=link).nth(rank).click()
        return told.value.path().read_bytes()

    def entries(self) -> dict[str, str]:
        """The navigation: its words, and where they lead."""
        links = self.page.locator("nav[aria-label=Principale] a").all()
        return {link.text_content(): link.get_attribute("href") for link in links}

    def refused(self, names: Iterable[str]) -> None:
        """These pages exist, for others."""
        for name in names:
            answer = self.page.request.get(self.url + reverse(name))
            assert answer.status == 403, name


def plain(text: str) -> str:
    """Words one space apart."""
    return " ".join(text.replace("\u00a0", " ").split())
