"""The document's part on models: which one is current, how it works on pages, and the files of each."""

from __future__ import annotations

from typing import Final

from backend.models.document import WAYS
from backend.models.report import FASTEST, LONGEST_BACKEND, OUTCOMES
from backend.openapi.parts import (
    BODY_ERRORS,
    Json,
    closed,
    empty_answer,
    json_answer,
    json_body,
    object_of,
    operation,
    or_null,
)
from backend.openapi.schemas import TEXT
from backend.openapi.stats_parts import SHARE

_ETAG: Json = {"ETag": {"required": True, "schema": TEXT}}
_BYTES: Json = {"schema": {"type": "string", "format": "binary"}}
_FILE_TYPES: Json = {
    "application/json": {"schema": {}},
    "application/octet-stream": _BYTES,
    "text/markdown": _BYTES,
    "image/png": _BYTES,
}


def _header(name: str) -> Json:
    return {"name": name, "in": "header", "required": False, "schema": TEXT}


def _in_path(name: str, description: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": TEXT, "description": description}


_LINK: Json = {"id": TEXT, "manifest": TEXT}
_LINKS: Json = closed(
    object_of(
        **{way: or_null(closed(object_of(**_LINK))) for way in WAYS},
        challenger=or_null(closed(object_of(**_LINK, way={"type": "string", "enum": list(WAYS)}, share=SHARE))),
    )
)
_CURRENT: Json = operation(
    "currentModel",
    "The models to use, one of each way from a frame to a gesture",
    {
        "200": json_answer(
            "Their ids, the paths of their manifests, and what is compared with one of them, if anything.",
            _LINKS,
            _ETAG,
        ),
        "304": {"description": "They are those of If-None-Match.", "headers": _ETAG},
    },
    problems=("503",),
    parameters=[_header("If-None-Match")],
)

_FILE: Json = operation(
    "modelFile",
    "One file of a model, which never changes",
    {
        "200": {"description": "The file.", "content": _FILE_TYPES},
        "206": {
            "description": "The bytes that a Range header asks for.",
            "content": {**_FILE_TYPES, "multipart/byteranges": _BYTES},
        },
    },
    problems=("400", "404", "416", "503"),
    parameters=[
        _in_path("id", "The model's id."),
        _in_path("path", "A path that its manifest lists; it may have slashes."),
    ],
)

_FPS: Json = {"type": "number", "minimum": 0, "maximum": FASTEST}
_REPORT: Json = operation(
    "reportModel",
    "What became of a model on a page: once for each model of each opening, and again when that changes",
    {"204": empty_answer("It is noted, if it is about the model in use, and a newly promoted one.")},
    problems=(*BODY_ERRORS, "403", "422", "429", "503"),
    body=json_body(
        closed(
            object_of(
                model_id=TEXT,
                page={"type": "string", "format": "uuid"},
                outcome={"type": "string", "enum": list(OUTCOMES)},
                backend=or_null({"type": "string", "minLength": 1, "maxLength": LONGEST_BACKEND}),
                fps=or_null(closed(object_of(before=_FPS, after=_FPS))),
            )
        )
    ),
)

PATHS: Final[Json] = {
    "/api/models/current": {"get": _CURRENT},
    "/api/models/reports": {"post": _REPORT},
    "/models/{id}/{path}": {"get": _FILE},
}
