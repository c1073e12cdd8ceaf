"""Changes the registry and is killed before each file that it touches, to see what is left."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from backend.models import publish
from backend.models.registry import Registry
from tests.backend.model_files import HAND_ID, write_hand_model, write_registry

FIRST, NEW = HAND_ID, "20270101-5e6f7a8b"
TOUCHES = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir")


def prepare(what: str, folder: Path) -> tuple[Path, Callable[[], object]]:
    """A registry, and the change that is to be made of it."""
    models, new = folder / "models", folder / "new"
    write_registry(models, FIRST, {FIRST: write_hand_model(models, FIRST)}, "hand")
    write_hand_model(new, NEW)
    changes: dict[str, Callable[[], object]] = {
        "publish": lambda: publish.publish(new / NEW, models, "a test"),
        "challenge": lambda: publish.challenge(new / NEW, models, "a test"),
        "promote": lambda: publish.promote(models, NEW, "a test"),
        "roll back": lambda: publish.roll_back(models, "hand", "a test"),
        "mend": lambda: publish.publish(new / NEW, models, "a test"),
    }
    if what in ("promote", "mend"):
        publish.challenge(new / NEW, models, "before")
    if what == "mend":
        (models / NEW / "head.json").write_text("{}")
    if what == "roll back":
        publish.publish(new / NEW, models, "before")
    return models, changes[what]


def killed_before(step: int, change: Callable[[], object]) -> bool:
    """Whether a child that makes the change was killed before it touched its `step`th file, or was done by then."""
    child = os.fork()
    if child == 0:
        left = step

        def watch(event: str, _: object) -> None:
            nonlocal left
            if event in TOUCHES:
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1

        sys.addaudithook(watch)
        change()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if status not in (0, signal.SIGKILL):
        raise AssertionError(f"the change failed at step {step}: {status}")
    return status == signal.SIGKILL


def whole(models: Path, what: str) -> None:
    """Every model that the registry names can be served; only one that was damaged before may not be mended yet."""
    registry = Registry(models)
    registry.foremost()
    for model_id in registry.document().models:
        if what != "mend" or model_id != NEW:
            registry.model(model_id)


def main(what: str, folder: Path) -> int:
    """Kill at every step; how many there were."""
    step = 0
    while True:
        here = folder / str(step)
        models, change = prepare(what, here)
        was_killed = killed_before(step, change)
        whole(models, what)
        if not was_killed:
            return step
        current = publish.read(models).current["hand"]
        is_done = (what, current) in (("promote", NEW), ("roll back", FIRST))  # all but the last flush
        if not is_done:
            change()
        whole(models, "")
        expected = {"challenge": FIRST, "roll back": FIRST}.get(what, NEW)
        assert Registry(models).foremost().id == expected, (step, publish.read(models))
        assert [one.name for one in models.iterdir() if one.name.startswith(".")] == []
        shutil.rmtree(here)
        step += 1


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2])))
