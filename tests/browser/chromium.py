"""Find a Chromium or Chrome that runs, install one where there is none, and print its path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = ("Google Chrome", "Chromium")
ADVICE = (
    "No Chromium or Chrome was found, and none could be installed. Install one (Debian: apt-get install chromium; "
    "macOS and Ubuntu: https://www.google.com/chrome), or name one that you have: CHROMIUM=/path/to/chromium"
)


class NoChromium(RuntimeError):  # noqa: N818 - it is a state of the machine; the text says what to do
    """No usable browser; the message says what to do."""


def runs(path: Path) -> bool:
    """Whether the program at `path` starts: a missing shared library or a wrong machine shows in `--version`."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def installed() -> Iterator[Path]:
    """The browsers that this machine may have: on the PATH, among macOS' applications, or put there by Playwright."""
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        yield from (folder / f"{name}.app/Contents/MacOS/{name}" for name in MAC_APPLICATIONS)
    yield playwrights_own()


def playwrights_own() -> Path:
    """Where Playwright keeps, or would keep, the Chromium of its own release."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def first_that_runs(candidates: Iterable[Path]) -> Path | None:
    """The first of `candidates` that exists and starts, or None."""
    return next((path for path in candidates if path.is_file() and runs(path)), None)


def find() -> Path | None:
    """The browser named by CHROMIUM, else the first installed one; None when there is none.

    Raises NoChromium when CHROMIUM names something that does not run, because that was meant.
    """
    named = os.environ.get("CHROMIUM")
    if not named:
        return first_that_runs(installed())
    if not runs(Path(named)):
        raise NoChromium(f"CHROMIUM names {named}, which does not run. Name a Chromium or Chrome, or unset CHROMIUM.")
    return Path(named)


def installers() -> Iterator[list[list[str]]]:
    """The ways to install a browser, best first; each is a list of commands to run one after another."""
    playwright = [sys.executable, "-m", "playwright"]
    yield [[*playwright, "install", "--no-shell", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # Ubuntu's package of this name only fetches a snap, which a container cannot run: it is found not to run.
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        yield [["apt-get", "update", "-qq"], install]
        yield [[*playwright, "install", "--no-shell", "--with-deps", "chromium"]]


def install() -> Path:
    """Install a browser and give its path; standard error says what is being done.

    Raises NoChromium, with what the installers said last, when none of the ways ends with a browser that runs.
    """
    said: list[str] = []
    for commands in installers():
        for command in commands:
            print(f"Installing a browser; this can take minutes: {' '.join(command)}", file=sys.stderr, flush=True)
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            if done.returncode != 0:
                said += [f"{' '.join(command)}:", *done.stdout.strip().splitlines()[-8:]]
                break
        if path := first_that_runs(installed()):
            return path
    raise NoChromium("\n".join([*said, ADVICE]))


def main() -> int:
    """Print the path of a browser that runs, installing one if need be; 1 and advice when that fails."""
    try:
        print(find() or install())
    except NoChromium as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
