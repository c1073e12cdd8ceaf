"""Another site: pages in; a server of its own origin, whose pages use the package gesture-camera, out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import CDPSession, Page

from tests.browser.picture import room_with

FPS = 15
FRAMES = 30
LISTEN = """window.heard = { gesture: [], gesturechange: [], problem: [] };
for (const kind of Object.keys(heard)) document.addEventListener(kind, ({ detail }) => heard[kind].push(detail));"""
MODULE = """import {{ GestureCamera, bindAction }} from "{server}/embed/gesture-camera.js";
const video = (src, ...also) => {{
  const made = Object.assign(document.createElement("video"), {{ muted: true, loop: true, src }});
  void made.play();
  return made;
}};
const refused = (promise) => promise.then(() => null, (error) => error.message);
Object.assign(window, {{ GestureCamera, bindAction, video, refused }});
"""
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".webm": "video/webm"}


@dataclass
class Site:
    """What it serves, by path; `url` is its address, `other` another origin of the same files."""

    port: int
    files: dict[str, bytes] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"

    @property
    def other(self) -> str:
        """The same files by another name, which says nothing of who may read them."""
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, content: str | bytes, policy: str | None = None) -> str:
        """Serve a page or a file, with that content security policy; its address."""
        self.files[path] = content.encode() if isinstance(content, str) else content
        if policy is not None:
            self.policies[path] = policy
        return self.url + path


@contextmanager
def another_site() -> Iterator[Site]:
    """A site that is served as long as anybody needs it."""
    served: dict[str, Site] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site = served["site"]
            body = site.files.get(self.path)
            self.send_response(404 if body is None else 200)
            for name, value in headers_of(self.path, site.policies).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("localhost", 0), Handler) as server:
        site = served["site"] = Site(server.server_port)
        site.put("/favicon.ico", b"")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


def headers_of(path: str, policies: Mapping[str, str]) -> dict[str, str]:
    """The headers of a file."""
    headers = {"Content-Type": TYPES.get(Path(path).suffix, "application/octet-stream")}
    if path in policies:
        headers["Content-Security-Policy"] = policies[path]
    return headers


def palms(folder: Path) -> tuple[Path, Path]:
    """An open palm that moves to one side, for two seconds: as a film (WebM) and for a camera (MJPEG)."""
    picture = cv2.imread(str(room_with("open_palm", folder / "palm.png")))
    assert picture is not None
    height, width = picture.shape[:2]
    webm, mjpeg = folder / "palm.webm", folder / "palm.mjpeg"
    film = cv2.VideoWriter(str(webm), cv2.VideoWriter.fourcc(*"VP80"), FPS, (width, height))
    frames = [np.roll(picture, 2 * frame, axis=1) for frame in range(FRAMES)]
    for frame in frames:
        film.write(frame)
    film.release()
    mjpeg.write_bytes(b"".join(cv2.imencode(".jpg", frame)[1].tobytes() for frame in frames))
    return webm, mjpeg


def policy(server: str, worker: str) -> str:
    """A strict policy that allows the package, as the documentation says it."""
    return (
        f"default-src 'none'; script-src 'self' {server} 'wasm-unsafe-eval'; connect-src {server}; "
        f"media-src 'self'; worker-src {worker} {server}; require-trusted-types-for 'script'; "
        "trusted-types gesture-camera"
    )


def put_module_page(site: Site, server: str) -> str:
    """A page with the package as a module, whose policy allows no blob: workers; its address."""
    site.put("/listen.js", LISTEN)
    site.put("/module.js", MODULE.format(server=server))
    site.put("/worker.js", f'import "{server}/embed/worker.js";')
    html = '<script src="/listen.js"></script><script type="module" src="/module.js"></script>'
    allowed = policy(server, "'self'").replace(server, f"{server} {site.other}", 2)
    return site.put("/module.html", html, allowed.replace("media-src 'self'", f"media-src 'self' {site.other}"))


def round_of(page: Page, session: CDPSession) -> int:
    """Create, watch a stream, dispose; bytes of the page's heap after it."""
    page.evaluate(
        """async () => {
            if (!window.stream) {
                const shown = video("/palm.webm");
                await new Promise((ready) => shown.addEventListener("playing", ready));
                window.stream = shown.captureStream();
            }
            const hands = await GestureCamera.create({ worker: "/worker.js" });
            for await (const _ of hands.watch(stream)) break;
            hands.dispose();
        }"""
    )
    session.send("HeapProfiler.collectGarbage")
    return int(session.send("Runtime.getHeapUsage")["usedSize"])
