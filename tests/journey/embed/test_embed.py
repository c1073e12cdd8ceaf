"""Pages of another site with the package gesture-camera in; names of hands, or words that say what to do, out."""

from __future__ import annotations

import gzip
import re
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.launch import open_chromium, playing
from tests.journey.embed.site import LISTEN, Site, another_site, palms, policy, put_module_page, round_of
from tests.journey.test_accessible import serious
from tests.journey.visitor import STOPPED
from tests.server import ROOT, RunningServer, running_server

COMPILER = ROOT / "web" / "node_modules" / "@typescript" / "native" / "bin" / "tsc"
PACKAGE = ROOT / "web" / "dist" / "embed"
LARGEST = 60_000  # bytes of gzip that a page loads which shares samples, too; without the engine and models
NAMED_MS = 60_000  # where other tests run beside it
VIDEO = '<video id="clip" src="/palm.webm" autoplay muted loop></video>'
NAMED = "() => heard.gesturechange.some(({ gesture }) => gesture === 'open_palm')"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The server as `just serve` runs it."""
    data = tmp_path_factory.mktemp("embed") / "data"
    with running_server(data, WEB_DIR=str(ROOT / "web" / "dist")) as running:
        yield running


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A palm as a film and as what a camera sees."""
    return palms(tmp_path_factory.mktemp("film"))


@pytest.fixture(scope="module")
def site(film: tuple[Path, Path]) -> Iterator[Site]:
    """The other site, with a film of a palm."""
    with another_site() as site:
        site.put("/palm.webm", film[0].read_bytes())
        site.put("/listen.js", LISTEN)
        yield site


@pytest.fixture(scope="module")
def browser(film: tuple[Path, Path]) -> Iterator[Browser]:
    """A browser whose camera sees the palm."""
    with open_chromium(playing(film[1])) as browser:
        yield browser


@contextmanager
def visiting(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A visitor's new page, and what the browser says in its console."""
    context = browser.new_context(permissions=["camera"])
    context.add_init_script(STOPPED)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    yield page, said
    context.close()


def expect_no_workers(page: Page) -> None:
    """All workers of the page have ended, or do so soon."""
    for _ in range(50):
        if page.workers == []:
            return
        page.wait_for_timeout(20)
    raise AssertionError(page.workers)


def tag(server: RunningServer, attributes: str) -> str:
    """The package's script tag, with attributes."""
    return f'<script type="module" src="{server.url}/embed/gesture-camera.js" {attributes}></script>'


def test_three_lines_of_html_name_what_a_video_shows(server: RunningServer, site: Site, browser: Browser) -> None:
    lines = [VIDEO, '<script src="/listen.js"></script>', tag(server, 'data-source="clip" data-update-interval="50"')]
    address = site.put("/three.html", "\n".join(lines))
    with visiting(browser) as (page, said):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_function(NAMED, timeout=NAMED_MS)
        detail = page.evaluate("heard.gesture.at(-1)")
        (hand,) = detail["hands"]
        assert len(hand["points"]) == 21
        assert all(0 <= x < 640 and 0 <= y < 480 for x, y, _ in hand["points"])
        assert all(url.startswith((server.url, site.url, "blob:")) for url in asked)
        assert not any("/sharing-" in url for url in asked)
        kept = page.evaluate("async () => [await caches.keys(), localStorage.length, (await indexedDB.databases())]")
        assert kept == [[], 0, []]
        assert said == []


def test_the_readme_s_lines_work_as_copied(server: RunningServer, site: Site, browser: Browser) -> None:
    html = (ROOT / "README.md").read_text().split("```html\n")[1].split("```")[0]
    site.put("/clip.webm", site.files["/palm.webm"])
    with visiting(browser) as (page, said):
        page.goto(site.put("/readme.html", html.replace("https://gestures.example", server.url)))
        expect(page.get_by_role("button")).to_contain_text("♥", timeout=NAMED_MS)
        assert {*said} <= {"open_palm", "none"}  # a film that begins anew shows nothing for a moment


def test_the_element_shows_the_camera_under_a_strict_policy(
    server: RunningServer, site: Site, browser: Browser
) -> None:
    html = f'<script src="/listen.js"></script><gesture-camera autostart></gesture-camera>{tag(server, "")}'
    address = site.put("/element.html", html, policy(server.url, "blob:"))
    with visiting(browser) as (page, said):
        page.goto(address)
        page.wait_for_function(NAMED, timeout=NAMED_MS)
        status = page.locator("gesture-camera").get_by_role("status")
        assert status.inner_text() == "Open palm"
        drawn = """() => { const canvas = document.querySelector('gesture-camera').shadowRoot.querySelector('canvas');
            return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean) }"""
        page.wait_for_function(drawn)
        page.evaluate("document.querySelector('gesture-camera').remove()")
        expect_no_workers(page)
        assert said == []


@pytest.fixture(scope="module")
def module_page(server: RunningServer, site: Site) -> str:
    """The address of a page with the package as a module, whose policy has no blob: workers."""
    return put_module_page(site, server.url)


def test_a_module_watches_several_and_says_what_is_wrong(
    server: RunningServer, site: Site, browser: Browser, module_page: str
) -> None:
    with visiting(browser) as (page, _):
        page.goto(module_page)
        page.wait_for_function("() => window.GestureCamera")
        assert "worker-src blob:" in page.evaluate("refused(GestureCamera.create())")
        wrong = page.evaluate("refused(GestureCamera.create({ worker: '/worker.js', threshold: 7 }))")
        assert wrong == "threshold must be a number from 0 to 1, not 7."
        models = f"{{ worker: '/worker.js', models: '{site.other}' }}"
        assert "No model of hands could be had from" in page.evaluate(f"refused(GestureCamera.create({models}))")
        named = page.evaluate(
            """async () => {
                window.hands = await GestureCamera.create({ worker: "/worker.js" });
                const first = async (watching) => {
                    for await (const { steady } of watching) if (steady !== "none") return steady;
                };
                return Promise.all([video("/palm.webm"), video("/palm.webm")].map((one) => first(hands.watch(one))));
            }"""
        )
        assert named == ["open_palm", "open_palm"]
        assert len(page.workers) == 2
        problem = page.evaluate(
            """async (other) => {
                const watching = hands.watch(video(`${other}/palm.webm`));
                const told = new Promise((done) => watching.on("problem", ({ detail }) => done(detail)));
                const thrown = await refused(watching[Symbol.asyncIterator]().next());
                return [await told, thrown];
            }""",
            site.other,
        )
        assert "comes from another site" in problem[0]["message"]
        assert problem == [{"message": problem[1], "isOver": True}, problem[1]]
        assert "takes a <video>" in page.evaluate("refused((async () => hands.watch(document.body))())")
        page.evaluate("hands.dispose()")
        expect_no_workers(page)
        assert "disposed" in page.evaluate("refused((async () => hands.watch(video('/palm.webm')))())")


def test_what_stands_still_is_looked_at_no_longer_and_is_again_when_it_moves(
    browser: Browser, module_page: str
) -> None:
    with visiting(browser) as (page, said):
        page.goto(module_page)
        page.wait_for_function("() => window.GestureCamera")
        page.evaluate(
            """async () => {
                window.shown = video("/palm.webm");
                window.hands = await GestureCamera.create({ worker: "/worker.js" });
                window.canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
                await new Promise((ready) => shown.addEventListener("timeupdate", ready, { once: true }));
                shown.pause();
                window.draw = (x) => canvas.getContext("2d").drawImage(shown, x, 0);
                draw(0);
                window.frames = new Set();
                window.pressed = 0;
                const watching = hands.watch(canvas).on("gesture", ({ detail }) => frames.add(detail.frame));
                addEventListener("keydown", ({ key }) => { pressed += key === "x" });
                bindAction(watching, { on: "open_palm", dwellMs: 1500 }, { key: "x" });
            }"""
        )
        page.wait_for_function("() => pressed === 1", timeout=NAMED_MS)  # held for longer than anything is computed
        still = page.evaluate("frames.size")
        page.wait_for_timeout(300)
        assert page.evaluate("frames.size") == still > 3
        page.evaluate("draw(100)")
        page.wait_for_function("(still) => frames.size > still", arg=still)
        assert said == []


def test_wrong_attributes_and_ids_are_told_and_the_rest_goes_on(
    server: RunningServer, site: Site, browser: Browser
) -> None:
    attributes = 'data-source="clip" data-threshold="7" data-mirror data-api-server="data:," data-upload-width="640"'
    html = f'{VIDEO}<p id="clip"></p><script src="/listen.js"></script>{tag(server, attributes)}'
    lacking = tag(server, 'data-source="missing"')
    with visiting(browser) as (page, said):
        page.goto(site.put("/wrong.html", html + lacking))
        page.wait_for_function("() => heard.gesture.length > 0", timeout=NAMED_MS)
        assert sorted(said) == [
            'gesture-camera: There are several elements with the id "clip". The first is watched; rename the others.',
            'gesture-camera: There is no element with the id "missing" to watch. Correct data-source.',
            'gesture-camera: data-api-server must be the address of a server, not "data:,". It is ignored.',
            'gesture-camera: data-threshold must be a number from 0 to 1, not "7". It is ignored.',
            "gesture-camera: data-upload-width does nothing without data-api-server: no picture leaves the browser.",
        ]


def test_creating_and_disposing_leaves_nothing(browser: Browser, module_page: str) -> None:
    with visiting(browser) as (page, _):
        page.goto(module_page)
        page.wait_for_function("() => window.GestureCamera")
        session = page.context.new_cdp_session(page)
        heaps = [round_of(page, session) for _ in range(2)]
        expect_no_workers(page)
        assert heaps[1] - heaps[0] < 100_000
        assert kept_workers(session) == 0


def kept_workers(session: CDPSession) -> int:
    """How many workers' objects are still held by something; queryObjects collects garbage before it looks."""
    prototype = session.send("Runtime.evaluate", {"expression": "Worker.prototype"})["result"]["objectId"]
    found = session.send("Runtime.queryObjects", {"prototypeObjectId": prototype})["objects"]["objectId"]
    asked = {"objectId": found, "functionDeclaration": "function () { return this.length; }", "returnByValue": True}
    return int(session.send("Runtime.callFunctionOn", asked)["result"]["value"])


CONSUMER = """import { bindAction, GestureCamera, type GestureDetail } from "gesture-camera";
const hands = await GestureCamera.create({ models: "https://gestures.example", threshold: 0.8 });
const watching = hands.watch(document.createElement("video")).on("swipe", ({ detail }) => detail.movement);
bindAction(watching, { on: "fist" }, { key: "x" });
hands.share().then(({ level, ended }) => level satisfies "shapes" | "photos" && ended);
for await (const { steady, hands } of watching) console.log(steady satisfies GestureDetail["steady"], hands.length);
// @ts-expect-error
hands.watch("a video");
"""


def asset(pattern: str) -> Path:
    """The one file of the package with this name."""
    (path,) = (PACKAGE / "assets").glob(pattern)
    return path


def imported_by(*scripts: Path) -> set[Path]:
    """The scripts, and all that are loaded with them, once each."""
    found: set[Path] = set()
    waiting = list(scripts)
    while waiting:
        script = waiting.pop()
        if script in found:
            continue
        found.add(script)
        waiting += [script.parent / name for name in re.findall(r'(?:from|import)"\./([^"]+\.js)"', script.read_text())]
    return found


def test_it_is_small_and_a_package_with_types_that_needs_no_document(tmp_path: Path) -> None:
    page, worker = (asset(f"{name}-*.js") for name in ("gesture-camera", "guest"))
    assert page.name in (PACKAGE / "gesture-camera.js").read_text()
    assert worker.name in (PACKAGE / "worker.js").read_text()
    engine = asset("engine-*.js")
    assert engine in imported_by(worker) - imported_by(page)
    loaded = imported_by(page, worker, asset("sharing-*.js")) - {engine}
    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) < LARGEST
    packed = Path(run("node", "pack-embed.mjs", str(tmp_path), cwd=ROOT / "web").strip())
    with tarfile.open(packed) as package:
        package.extractall(tmp_path, filter="data")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package").rename(tmp_path / "node_modules" / "gesture-camera")
    (tmp_path / "consumer.mts").write_text(CONSUMER)
    options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--types", "", "--lib", "es2022,dom,dom.iterable"]
    modules = ["--target", "es2022", "--module", "nodenext"]
    run("node", str(COMPILER), *options, *modules, "consumer.mts", cwd=tmp_path)
    (tmp_path / "server.mjs").write_text(
        'import { GestureCamera } from "gesture-camera";\nconsole.log(await GestureCamera.create().catch(String));\n'
    )
    assert "needs a browser" in run("node", "server.mjs", cwd=tmp_path)


def run(*command: str, cwd: Path) -> str:
    """What a command says, which says nothing else and ends well."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


def test_the_examples_do_what_they_say(server: RunningServer, browser: Browser) -> None:
    with visiting(browser) as (page, said):
        page.goto(f"{server.url}/examples")
        shown = page.locator("[data-example='tag.html'] pre")
        expect(shown).to_have_text(tag(server, 'data-source="film"'))
        page.get_by_role("button", name="Run the script tag").click()
        film = page.locator("section", has_text="What is watched here").get_by_role("status")
        expect(film).to_contain_text("The page heard", timeout=NAMED_MS)
        page.get_by_role("button", name="Run the module").click()
        expect(page.locator("#said")).to_contain_text("%", timeout=NAMED_MS)
        expect(page.locator("#likes")).not_to_have_text("0", timeout=NAMED_MS)
        assert serious(page) == []
        assert said == []
