"""Changes registry.json in one step: publish, promote, roll back, challenge.

A folder is copied whole under another name, flushed, and renamed; registry.json is replaced last. Whatever is killed in
between, the registry names complete models, and doing the same again ends well. Needs no TensorFlow.
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from backend.models.document import NAME, Change, Document, Way, What, encode, parse
from backend.models.manifest import MANIFEST, ManifestError, Model, load

INCOMING: Final = ".incoming"


class PublishError(Exception):
    """The registry was not changed; the message says why and what to do."""


class OvertakenError(PublishError):
    """Somebody else has switched since: what was to be taken back is not in use any more."""


def read(models: Path) -> Document:
    """Return what registry.json in `models` says, an empty document where there is none. Raises PublishError."""
    path = models / NAME
    try:
        return parse(path.read_bytes()) if path.exists() else Document()
    except OSError as error:
        raise PublishError(f"{path} cannot be read ({error.strerror}): mend the rights.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(f"{path} is not a registry ({error}): restore it from git or a backup.") from error


def publish(folder: Path, models: Path, why: str, who: str | None = None) -> str:
    """Copy the model in `folder` to `models` and make it the current one of its way; return its id.

    Raises PublishError.
    """
    with _changing(models) as document:
        model, document = _add(folder, models, document)
        _write(models, _switched(document, "publish", model, who, why))
    return model.id


def challenge(folder: Path, models: Path, why: str, who: str | None = None) -> str:
    """Copy the model of hands in `folder` to `models` as the challenger, whose answers nobody sees; return its id.

    Raises PublishError.
    """
    with _changing(models) as document:
        model, document = _add(folder, models, document)
        _demand_comparable(models, document, model)
        _write(models, _challenged(document, model, who, why))
    return model.id


def shadow(models: Path, model_id: str | None, why: str, who: str | None = None) -> None:
    """Make a model of hands of the registry the challenger, in the place of another; None: there is none any more.

    Raises PublishError.
    """
    with _changing(models) as document:
        if model_id == document.challenger:
            said = "There is no challenger" if model_id is None else f"{model_id} is the challenger already"
            raise PublishError(f"{said}: nothing was changed.")
        model = None if model_id is None else _demand_whole(models, document, model_id)
        if model is not None:
            _demand_comparable(models, document, model)
        _write(models, _challenged(document, model, who, why))


def promote(models: Path, model_id: str, why: str, who: str | None = None) -> None:
    """Make a model of the registry the current one of its way. Raises PublishError."""
    with _changing(models) as document:
        if model_id in document.current.values():
            raise PublishError(f"{model_id} is the current model already.")
        model = _demand_whole(models, document, model_id)
        _write(models, _switched(document, "promote", model, who, why))


def roll_back(models: Path, way: Way, why: str, who: str | None = None) -> str:
    """Make the model before a way's current one the current one again; return its id. Raises PublishError."""
    with _changing(models) as document:
        return _roll_back(models, document, way, why, who)


def take_back(models: Path, promotion: Change, why: str, who: str | None = None) -> str:
    """Roll back this switch and no other; return the id that is current then. Raises OvertakenError, PublishError."""
    with _changing(models) as document:
        if document.promotion(promotion.after or "") != promotion:
            raise OvertakenError(f"{promotion.after} is not the current model by that switch any more.")
        return _roll_back(models, document, promotion.way, why, who)


def _roll_back(models: Path, document: Document, way: Way, why: str, who: str | None) -> str:
    before = document.champions_before(way)
    if not before:
        raise PublishError(f"There is no model of the way {way} before the current one: promote the one that you want.")
    model = _demand_whole(models, document, before[-1])
    _write(models, _switched(document, "roll back", model, who, why))
    return model.id


@contextmanager
def _changing(models: Path) -> Iterator[Document]:
    """Give what the registry says while nobody else changes it; a lock of the folder, which ends with its holder."""
    try:
        models.mkdir(parents=True, exist_ok=True)
        lock = os.open(models, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield read(models)
        finally:
            os.close(lock)
    except OSError as error:
        raise PublishError(
            f"{models} cannot be changed ({error}). The registry names the model that it named before; make room or "
            "mend the rights, then run the command again."
        ) from error


def _add(folder: Path, models: Path, document: Document) -> tuple[Model, Document]:
    """Copy a model's folder and list it."""
    data = (folder / MANIFEST).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    try:
        model = load(folder, _id_of(data), digest)
    except (ManifestError, ValueError, KeyError, TypeError) as error:
        raise PublishError(f"{folder} is no finished model, or a damaged one ({error}): train again.") from error
    model_id = model.id
    if document.models.get(model_id, digest) != digest:
        raise PublishError(f"The registry has another model with the id {model_id}: train again, for an id of its own.")
    incoming = models / f".{model_id}{INCOMING}"
    shutil.rmtree(incoming, ignore_errors=True)
    shutil.copytree(folder, incoming)
    for path in incoming.rglob("*"):
        _flush(path)
    if model_id in document.models:
        _repair(incoming, models / model_id)
    else:
        shutil.rmtree(models / model_id, ignore_errors=True)  # left by somebody who was killed before listing it
        incoming.rename(models / model_id)
    _flush(models)
    return model, replace(document, models={**document.models, model_id: digest})


def _id_of(manifest: bytes) -> str:
    model_id = str(json.loads(manifest)["id"])
    if "/" in model_id or model_id.startswith("."):
        raise ValueError("its id is not the name of a folder")
    return model_id


def _repair(incoming: Path, listed: Path) -> None:
    """Put each file in the place of the same one: pages may be loading them, and some may be damaged."""
    for path in sorted(incoming.rglob("*")):
        target = listed / path.relative_to(incoming)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
    shutil.rmtree(incoming)


def _demand_whole(models: Path, document: Document, model_id: str) -> Model:
    if model_id not in document.models:
        known = ", ".join(document.models) or "none"
        raise PublishError(f"The registry has no model {model_id}. It has: {known}.")
    try:
        return load(models / model_id, model_id, document.models[model_id])
    except ManifestError as error:
        raise PublishError(f"{model_id} is damaged ({error}): restore its folder, or publish it again.") from error


def _demand_comparable(models: Path, document: Document, model: Model) -> None:
    """A challenger is another head on what the networks in use make of a hand; else there is nothing to compare."""
    if model.way != "hand":
        raise PublishError(
            f"{model.id} sees silhouettes: only heads of hands are compared, which cost no second run of a network."
        )
    current = document.current["hand"]
    if current is None:
        raise PublishError("There is no model of the way hand yet to challenge: publish one first.")
    if model.id == current:
        raise PublishError(f"{model.id} is the current model already, so it cannot challenge it.")
    if _networks(models / current) != _networks(models / model.id):
        raise PublishError(
            f"{model.id} has another finder or backbone than {current}, so their answers cannot be compared: "
            "train a head on the backbone in use."
        )


def _networks(folder: Path) -> object:
    """What shows a head its hands, as web/src/worker/hand/model.ts has it: finder, backbone and their files."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    finder, backbone = manifest["finder"], manifest["backbone"]
    graphs = (finder["graph"], backbone["graph"])
    hashes = {
        file["path"]: file["sha256"]
        for file in manifest["files"]
        if file["path"].endswith(".bin") or file["path"] in graphs
    }
    return finder, backbone, hashes


def _challenged(document: Document, model: Model | None, who: str | None, why: str) -> Document:
    change = _change("challenge", document.challenger, None if model is None else model.id, "hand", who, why)
    return replace(document, challenger=change.after, history=(*document.history, change))


def _switched(document: Document, what: What, model: Model, who: str | None, why: str) -> Document:
    before = document.current[model.way]
    if model.id == before:
        return document  # published again, for its files
    change = _change(what, before, model.id, model.way, who, why)
    challenger = None if document.challenger == model.id else document.challenger
    current = {**document.current, model.way: model.id}
    return replace(document, current=current, challenger=challenger, history=(*document.history, change))


def _change(what: What, before: str | None, after: str | None, way: Way, who: str | None, why: str) -> Change:
    if not why.strip():
        raise PublishError("Say why: whoever reads the history later wants to know.")
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Change(now, who or _user(), what, before, after, why.strip(), way)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return str(os.getuid())


def _write(models: Path, document: Document) -> None:
    incoming = models / f".{NAME}{INCOMING}"
    incoming.write_bytes(encode(document))
    _flush(incoming)
    incoming.replace(models / NAME)
    _flush(models)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
