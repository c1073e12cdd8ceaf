"""Changes of the registry: a finished model's folder or a decision in, registry.json switched in one step out.

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

from backend.registry.document import NAME, Change, Document, What, encode, parse
from backend.registry.manifest import MANIFEST, ManifestError, load

INCOMING: Final = ".incoming"


class SwitchError(Exception):
    """The registry was not changed; the message says why and what to do."""


class OvertakenError(SwitchError):
    """Somebody else has switched since: what was to be taken back is not in use any more."""


def read(models: Path) -> Document:
    """Return what registry.json in `models` says, an empty document where there is none. Raises SwitchError."""
    path = models / NAME
    try:
        return parse(path.read_bytes()) if path.exists() else Document()
    except OSError as error:
        raise SwitchError(f"{path} cannot be read ({error.strerror}): mend the rights.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SwitchError(f"{path} is not a registry ({error}): restore it from git or a backup.") from error


def publish(folder: Path, models: Path, why: str, who: str | None = None) -> str:
    """Copy the model in `folder` to `models` and make it the current one; return its id. Raises SwitchError."""
    with _changing(models) as document:
        model_id, document = _add(folder, models, document)
        _write(models, _switched(document, "publish", model_id, who, why))
    return model_id


def challenge(folder: Path, models: Path, why: str, who: str | None = None) -> str:
    """Copy the model in `folder` to `models` as the challenger, whose answers nobody sees; return its id.

    Raises SwitchError.
    """
    with _changing(models) as document:
        if document.current is None:
            raise SwitchError("There is no model yet to challenge: publish one first.")
        model_id, document = _add(folder, models, document)
        if model_id == document.current:
            raise SwitchError(f"{model_id} is the current model already, so it cannot challenge it.")
        _demand_same_picture(models, document.current or "", model_id)
        _write(models, _challenged(document, model_id, who, why))
    return model_id


def shadow(models: Path, model_id: str | None, why: str, who: str | None = None) -> None:
    """Make a model of the registry the challenger, in the place of another; None: there is none any more.

    Raises SwitchError.
    """
    with _changing(models) as document:
        if model_id == document.challenger:
            said = "There is no challenger" if model_id is None else f"{model_id} is the challenger already"
            raise SwitchError(f"{said}: nothing was changed.")
        if model_id is not None:
            if model_id == document.current:
                raise SwitchError(f"{model_id} is the current model already, so it cannot challenge it.")
            _demand_whole(models, document, model_id)
            _demand_same_picture(models, document.current or "", model_id)
        _write(models, _challenged(document, model_id, who, why))


def promote(models: Path, model_id: str, why: str, who: str | None = None) -> None:
    """Make a model of the registry the current one. Raises SwitchError."""
    with _changing(models) as document:
        if model_id == document.current:
            raise SwitchError(f"{model_id} is the current model already.")
        _demand_whole(models, document, model_id)
        _write(models, _switched(document, "promote", model_id, who, why))


def roll_back(models: Path, why: str, who: str | None = None, promotion: Change | None = None) -> str:
    """Make the model before the current one the current one again; return its id.

    With a `promotion` only that switch is taken back, else OvertakenError. Raises SwitchError.
    """
    with _changing(models) as document:
        if promotion is not None and document.promotion() != promotion:
            raise OvertakenError(f"{promotion.after} is not the current model by that switch any more.")
        before = document.champions_before()
        if not before:
            raise SwitchError("There is no model before the current one: promote the one that you want.")
        _demand_whole(models, document, before[-1])
        _write(models, _switched(document, "roll back", before[-1], who, why))
    return before[-1]


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
        raise SwitchError(
            f"{models} cannot be changed ({error}). The registry names the model that it named before; make room or "
            "mend the rights, then run the command again."
        ) from error


def _add(folder: Path, models: Path, document: Document) -> tuple[str, Document]:
    """Copy a model's folder and list it."""
    data = (folder / MANIFEST).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    try:
        model_id = load(folder, _id_of(data), digest).id
    except (ManifestError, ValueError, KeyError, TypeError) as error:
        raise SwitchError(f"{folder} is no finished model, or a damaged one ({error}): train again.") from error
    if document.models.get(model_id, digest) != digest:
        raise SwitchError(f"The registry has another model with the id {model_id}: train again, for an id of its own.")
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
    return model_id, replace(document, models={**document.models, model_id: digest})


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


def _demand_whole(models: Path, document: Document, model_id: str) -> None:
    if model_id not in document.models:
        known = ", ".join(document.models) or "none"
        raise SwitchError(f"The registry has no model {model_id}. It has: {known}.")
    try:
        load(models / model_id, model_id, document.models[model_id])
    except ManifestError as error:
        raise SwitchError(f"{model_id} is damaged ({error}): restore its folder, or publish it again.") from error


def _demand_same_picture(models: Path, one: str, other: str) -> None:
    """Both answer to the same picture of a frame, which is made once; else there is nothing to compare."""
    manifests = [json.loads((models / model_id / MANIFEST).read_bytes()) for model_id in (one, other)]
    if any(manifests[0][part] != manifests[1][part] for part in ("input", "silhouette")):
        raise SwitchError(
            f"{other} looks at other pictures than {one}, so their answers cannot be compared: train again."
        )


def _challenged(document: Document, model_id: str | None, who: str | None, why: str) -> Document:
    change = _change("challenge", document.challenger, model_id, who, why)
    return replace(document, challenger=model_id, history=(*document.history, change))


def _switched(document: Document, what: What, model_id: str, who: str | None, why: str) -> Document:
    if model_id == document.current:
        return document  # published again, for its files
    change = _change(what, document.current, model_id, who, why)
    challenger = None if document.challenger == model_id else document.challenger
    return replace(document, current=model_id, challenger=challenger, history=(*document.history, change))


def _change(what: What, before: str | None, after: str | None, who: str | None, why: str) -> Change:
    if not why.strip():
        raise SwitchError("Say why: whoever reads the history later wants to know.")
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Change(now, who or _user(), what, before, after, why.strip())


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
