"""Someone of a role in front of a screen: goes from page to page, and looks at each."""

from collections.abc import Iterable

from django.urls import reverse

from tests import browser

# The first stop of Tab: what the page would focus next, were nothing focused yet.
FIRST_STOP = """() => {
    const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    return document.querySelector(stops).textContent.trim();
}"""
TOP = "document.querySelector('.skip').getBoundingClientRect().top"


class Traveller:
    """A page signed in, and the address of the application."""

    def __init__(self, page, url: str, email: str) -> None:
        self.page = page
        self.url = url
        page.set_default_timeout(10_000)
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
        """Nothing for axe to find, nothing sideways, and the way to the content first."""
        page, here = self.page, self.page.url
        page.wait_for_load_state()
        assert browser.axe(page) == [], here
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), here
        assert page.evaluate(FIRST_STOP) == "Aller au contenu", here
        if page.evaluate("document.activeElement === document.body"):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.className") == "skip", here
            assert page.evaluate(TOP) >= 0, here
            page.evaluate("document.activeElement.blur()")

    def reads(self, *sentences: str) -> None:
        """The page says each of these, whatever its spaces."""
        text = self.text
        missing = [said for said in sentences if said not in text]
        assert missing == [], f"{self.page.url}: {text}"

    @property
    def text(self) -> str:
        return plain(self.page.locator("main").inner_text())

    def rows(self, table: int = 0) -> list[list[str]]:
        """The cells of a table of the page, foot included."""
        found = self.page.locator("table").nth(table).locator("tr")
        return [
            [plain(cell) for cell in row.locator("th, td").all_inner_texts()] for row in found.all()
        ]

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
