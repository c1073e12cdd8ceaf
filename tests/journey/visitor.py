"""What a visitor does and sees: a page in Chromium in; its words, its tables and what it asked of whom out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.browser.launch import Camera, open_chromium

STOPPED = """document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    console.error(violatedDirective, blockedURI))"""

# Put into the page before its own code: notes every state that it goes through and every sentence that it says.
NOTES = """document.addEventListener("DOMContentLoaded", () => {
  const { dataset } = document.body;
  const prompt = document.getElementById("prompt");
  if (prompt === null) return; // the stats page
  window.noted = { states: [dataset.state], words: [prompt.textContent] };
  new MutationObserver(() => noted.states.push(dataset.state)).observe(document.body, {
    attributeFilter: ["data-state"],
  });
  new MutationObserver(() => noted.words.push(prompt.textContent)).observe(prompt, {
    childList: true, characterData: true, subtree: true,
  });
})"""


@dataclass
class Visit:
    """One opening of the page, with everything that it asked for and complained about."""

    page: Page
    server: str
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def elsewhere(self) -> list[str]:
        """Requests that went to anyone but the server."""
        return [url for url in self.requested if urlsplit(url).scheme not in ("blob", "data") and not self.ours(url)]

    def ours(self, url: str) -> bool:
        """Whether `url` is the server's."""
        return url.startswith(f"{self.server}/")

    def listen(self) -> None:
        """Note requests and complaints from now on; what the content security policy stops is a complaint."""
        self.page.context.add_init_script(STOPPED)
        self.page.context.on("request", lambda request: self.requested.append(request.url))
        self.page.context.on("console", self.hear)
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))

    def hear(self, message: ConsoleMessage) -> None:
        """Note errors and warnings."""
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@contextmanager
def visiting(server: str, camera: Camera) -> Iterator[Visit]:
    """A new visitor with that camera, who has not opened the page yet."""
    with open_chromium(camera) as browser, visiting_by(browser, server, camera) as visit:
        yield visit


@contextmanager
def visiting_by(browser: Browser, server: str, camera: Camera) -> Iterator[Visit]:
    """The same by a browser that is open: it remembers nothing of earlier visitors."""
    context = browser.new_context(base_url=server, permissions=["camera"] if camera.allowed else [])
    visit = Visit(context.new_page(), server)
    visit.listen()
    yield visit
    context.close()


@contextmanager
def account_dialog(page: Page) -> Iterator[Locator]:
    """The account's dialog, opened from the header and closed again."""
    page.locator("[data-opens=account]").click()
    dialog = page.get_by_role("dialog", name="Your account")
    yield dialog
    dialog.get_by_role("button", name="Close").click()


def register(page: Page, name: str, password: str) -> None:
    """Register a new name, and allow shapes to be kept."""
    with account_dialog(page):
        page.get_by_role("tab", name="Register").click()
        fill_in(page, name, password)
        page.get_by_label("Shapes of some gestures").check()
        expect(page.get_by_text("are kept from now on")).to_be_visible()


def fill_in(page: Page, name: str, password: str) -> None:
    """Log in, or register, on the form that is open."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(password)
    page.locator("#login-submit").click()
    expect(page.get_by_text(f"Logged in as {name}")).to_be_visible(timeout=30_000)  # hashing waits on a busy machine


def number_beside(page: Page, term: str) -> int:
    """The figure that a list of terms and figures shows for `term`."""
    figure = page.locator("dt", has_text=term).locator("xpath=following-sibling::dd[1]").first
    return int(figure.inner_text().replace(",", ""))


def rows_of(page: Page, section: str) -> list[list[str]]:
    """The cells of the table in the section of that heading, its first row the headings."""
    region = page.get_by_role("region", name=section)
    return [row.locator("th, td").all_inner_texts() for row in region.locator("tr").all()]
