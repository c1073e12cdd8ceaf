"""Replay harder versions of a camera clip, one after another; print a table and, as the last line, each one's share.

The versions are made by a program that is called as PROGRAM CLIP FOLDER NAME, writes FOLDER/CLIP--NAME.mjpeg (or .y4m)
with its .json, and lists the names that it knows in a mapping KINDS.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from tests.browser.chromium import NoChromium
from tests.browser.segments import BadClip, Clip, known_only, read_clip
from tests.browser.watching import PageFailed
from tests.replay.replay import NoModel, add_options, labels_of, models_folder, say, show
from tests.server import ServerFailed, serving

COLUMNS = {
    "gesture_share": "gestures",
    "none_share": "none",
    "hand_share": "hand seen",
    "both_share": "both named",
    "found_within_200_ms": "found ≤ 200 ms",
    "fps": "fps",
    "total_ms_p50": "ms p50",
    "total_ms_p95": "ms p95",
}


class NoTransform(ValueError):  # noqa: N818 - the message says what the program must have
    """The program that changes clips cannot be used."""


class NotMade(ValueError):  # noqa: N818 - the message is what the program said
    """The program cannot make this version of this clip."""


def names_in(transform: Path) -> list[str]:
    """The names that the program knows, in its order: the keys of its KINDS. Raises NoTransform, OSError."""
    for statement in ast.parse(transform.read_text()).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
            keys = [ast.literal_eval(key) for key in statement.value.keys if key is not None]
            if [target.id for target in statement.targets if isinstance(target, ast.Name)] == ["KINDS"]:
                return [str(key) for key in keys]
    raise NoTransform(f"{transform} has no mapping KINDS of names to changes.")


def change(transform: Path, clip: Path, name: str, folder: Path) -> Clip:
    """The clip's version of that name, made in `folder`. Raises NotMade, BadClip."""
    done = subprocess.run(
        [sys.executable, str(transform), str(clip), str(folder), name], capture_output=True, text=True, check=False
    )
    made = [path for path in folder.iterdir() if path.suffix in (".mjpeg", ".y4m")]
    if done.returncode != 0 or len(made) != 1:
        raise NotMade(f"{transform} made no clip {name}. It said:\n{done.stderr.strip()}")
    return read_clip(made[0])


def table(reports: Mapping[str, Mapping[str, Any]]) -> str:
    """One row for each name, the worst first."""
    rows = [["", *COLUMNS.values()]]
    for name, report in sorted(reports.items(), key=lambda one: one[1]["gesture_share"]):
        rows.append([name, *("–" if report.get(key) is None else f"{report[key]:g}" for key in COLUMNS)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(line_of(row, widths) for row in rows)


def line_of(row: Sequence[str], widths: Sequence[int]) -> str:
    """A row of the table: the name at the left of its column, figures at the right of theirs."""
    figures = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join([row[0].ljust(widths[0]), *figures])


def summary(clip: Path, reports: Mapping[str, Mapping[str, Any]], not_made: Sequence[str] = ()) -> dict[str, object]:
    """The line for programs: each name's share of rightly named gesture frames, their mean, and the worst."""
    shares = {name: report["gesture_share"] for name, report in reports.items()}
    worst = min(shares, key=lambda name: shares[name])
    return {
        "clip": clip.name,
        "gesture_share": shares,
        "mean": round(fmean(shares.values()), 4),
        "worst": {"name": worst, "gesture_share": shares[worst]},
        "both_share": {name: report["both_share"] for name, report in reports.items() if report.get("both_share")},
        "not_made": list(not_made),
        "failed": {name: report["failed"] for name, report in reports.items() if "failed" in report},
    }


def known_reports(kept: Path | None, about: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The reports that an earlier run kept of the same clip, model and way. Raises OSError, ValueError."""
    if kept is None or not kept.is_file():
        return {}
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    return {line["name"]: line["report"] for line in lines if line["about"] == about}


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, replay each version, print; 1 with a message when something the user can mend is wrong."""
    parser = argparse.ArgumentParser(prog="just replay-changed", description=__doc__)
    parser.add_argument("clip", type=Path, help="an .mjpeg file; the .json of the same name lists its segments")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which versions; none: all that the program knows")
    parser.add_argument("--transform", type=Path, required=True, metavar="PROGRAM", help="the program that makes them")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="add each report to FILE, and skip those that it has")
    add_options(parser)
    try:
        chosen = parser.parse_args(arguments)
        with models_folder(chosen.models_dir, chosen.model) as models:
            reports = replay_all(chosen, models)
    except (BadClip, NoTransform, NoModel, PageFailed, ServerFailed, NoChromium, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    made = {name: report for name, report in reports.items() if report is not None}
    print(table(made))
    print(json.dumps(summary(chosen.clip, made, [name for name in reports if name not in made])))
    return 0


def replay_all(chosen: argparse.Namespace, models: Path) -> dict[str, dict[str, Any] | None]:
    """The reports by name, from one server and a Chromium for each clip; None for what cannot be made of this clip.

    A page that fails at a clip names none of its frames; that is not kept, so that another run tries again.
    """
    known = names_in(chosen.transform)
    unknown = sorted(set(chosen.names) - {*known})
    if unknown:
        raise NoTransform(f"{chosen.transform} does not know {', '.join(unknown)}. It knows: {', '.join(known)}")
    names = chosen.names or known
    current = json.loads((models / "registry.json").read_text())["current"][chosen.way]
    about = {"clip": chosen.clip.name, "model": str(current), "way": chosen.way}
    kept = known_reports(chosen.keep, about)
    reports = {name: kept[name] for name in names if name in kept}
    with serving(MODELS_DIR=str(models.resolve())) as server:
        for number, name in enumerate(names, start=1):
            if name in reports:
                continue
            began = time.monotonic()
            report = replay_one(chosen, models, server, name)
            if report is None:
                continue
            reports[name] = report
            share, seconds = report["gesture_share"], time.monotonic() - began
            say(f"{number}/{len(names)} {name}: {share} of the gestures' answers, {seconds:.0f} s")
            if chosen.keep and "failed" not in report:
                with chosen.keep.open("a") as file:
                    file.write(json.dumps({"about": about, "name": name, "report": report}) + "\n")
    if not reports:
        raise NoTransform(f"{chosen.transform} made none of the clips.")
    return {name: reports.get(name) for name in names}


def replay_one(chosen: argparse.Namespace, models: Path, server: str, name: str) -> dict[str, Any] | None:
    """Make one version in a folder that goes away again; its report, None where it cannot be made of this clip."""
    with tempfile.TemporaryDirectory(prefix="gesture-changed-") as folder:
        try:
            clip = change(chosen.transform.resolve(), chosen.clip.resolve(), name, Path(folder))
            return show(server, known_only(clip, labels_of(models, chosen.way)), chosen.way, lambda *_: None)
        except NotMade as problem:
            say(f"{name}: {problem}")
            return None
        except PageFailed as problem:
            say(f"{name}: {problem}")
            return {"gesture_share": 0.0, "failed": str(problem).partition("\n")[0]}


if __name__ == "__main__":
    sys.exit(main())
