"""The document's part on samples: a batch in, what became of each sample out."""

from __future__ import annotations

from typing import Final

from backend.openapi.parts import (
    ACCOUNT,
    BODY_ERRORS,
    BROWSER,
    Json,
    closed,
    empty_answer,
    json_answer,
    json_body,
    list_of,
    object_of,
    operation,
    or_null,
)
from backend.openapi.schemas import COUNT, ID, TEXT, TIME
from backend.samples.batch_codec import BATCH_BYTES, BATCH_SAMPLES, CONTENT_TYPE
from backend.samples.check import LABEL_SOURCES, REASONS
from backend.samples.user_sample_routes import DELETED_AT_ONCE, LARGEST_PAGE, PAGE
from backend.samples.user_samples import KEY_PATTERN

_BATCH: Json = {
    "required": True,
    "description": (
        f"A batch of at most {BATCH_SAMPLES} samples and {BATCH_BYTES} bytes, little endian: GSB1, the length of the "
        'header (uint32), the header in JSON ({"samples": […]}), the pictures. docs/architecture.md describes it.'
    ),
    "content": {CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}},
}
_RESULT: Json = {
    "type": "object",
    "properties": {
        "sample_id": TEXT,
        "status": {"type": "string", "enum": ["stored", "duplicate", "refused"]},
        "reason": {"type": "string", "description": "Why it was refused; else left out."},
    },
    "required": ["sample_id", "status"],
    "additionalProperties": False,
}

_KEY: Json = {"type": "string", "pattern": KEY_PATTERN}
_SHARE: Json = {"type": "number", "minimum": 0, "maximum": 1}
_MS: Json = {"type": "number", "minimum": 0}
_SIZE: Json = {"width": COUNT, "height": COUNT}
_SAMPLE: Json = closed(
    object_of(
        sample_id=ID,
        session_id=ID,
        number=COUNT,
        captured_at=TIME,
        received_at=TIME,
        model_id=TEXT,
        predicted=TEXT,
        probabilities=list_of(_SHARE),
        label={"type": ["string", "null"]},
        label_source={"type": "string", "enum": list(LABEL_SOURCES)},
        reason={"type": "string", "enum": list(REASONS)},
        sampling_probability=_SHARE,
        inference_ms=_MS,
        total_ms=_MS,
        noise=or_null(_SHARE),
        fps={"type": ["number", "null"], "minimum": 0},
        device=TEXT,
        backend={"type": ["string", "null"]},
        consent_version=COUNT,
        network_input=closed(object_of(kind=TEXT, **_SIZE)),
        frame_image=or_null(closed(object_of(**_SIZE))),
        shadow=or_null(
            closed(
                object_of(
                    model_id=TEXT,
                    compared=COUNT,
                    disagreed=COUNT,
                    predicted={"type": ["string", "null"]},
                    probabilities=or_null(list_of(_SHARE)),
                )
            )
        ),
    )
)
_AFTER: Json = {
    "name": "after",
    "in": "query",
    "required": False,
    "schema": _KEY,
    "description": "Where the page before ended: its `next`.",
}
_LIMIT: Json = {
    "name": "limit",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
}
_BY_ID: Json = {"name": "id", "in": "path", "required": True, "schema": ID, "description": "A sample_id."}
_BYTES: Json = {"schema": {"type": "string", "format": "binary"}}

_LIST: Json = operation(
    "listSamples",
    "One's own samples, the newest first",
    {
        "200": json_answer(
            "A page of them, and where the next one begins; null on the last.",
            closed(object_of(samples=list_of(_SAMPLE), next=or_null(_KEY))),
        )
    },
    problems=("400", "401", "503"),
    security=ACCOUNT,
    parameters=[_AFTER, _LIMIT],
)
_OWNER: Json = {
    "name": "Sample-Owner",
    "in": "header",
    "required": False,
    "schema": TEXT,
    "description": "Percent-encoded name of the account that the samples were taken for; 409 where it is another's.",
}
_SEND: Json = operation(
    "sendSamples",
    "Store samples, each once, as far as its account's consent allows",
    {"200": json_answer("One result for each sample.", closed(object_of(results=list_of(_RESULT))))},
    problems=(*BODY_ERRORS, "401", "403", "409", "503"),
    security=ACCOUNT,
    parameters=[_OWNER],
    body=_BATCH,
)
_DELETE_MANY: Json = operation(
    "deleteSamples",
    "Delete some of one's own samples, or all, with their pictures",
    {"200": json_answer("How many there were.", closed(object_of(deleted=COUNT)))},
    problems=(*BODY_ERRORS, "401", "403", "422", "503"),
    security=BROWSER,
    body=json_body(
        {
            "oneOf": [
                closed(object_of(sample_ids={**list_of(ID), "minItems": 1, "maxItems": DELETED_AT_ONCE})),
                closed(object_of(all={"const": True})),
            ]
        }
    ),
)
_DELETE_ONE: Json = operation(
    "deleteSample",
    "Delete one of one's own samples, with its pictures",
    {"204": empty_answer("It is gone, and cannot be sent again.")},
    problems=("401", "403", "404", "503"),
    security=BROWSER,
    parameters=[_BY_ID],
)
_EXPORT: Json = operation(
    "exportSamples",
    "One's own samples with their pictures, as a zip",
    {
        "200": {
            "description": "The zip. Where more samples follow than fit into one, Link says where they are.",
            "content": {"application/zip": _BYTES},
            "headers": {"Link": {"required": False, "schema": TEXT}},
        }
    },
    problems=("400", "401", "409", "503"),
    security=ACCOUNT,
    parameters=[_AFTER],
)


def _picture(name: str, summary: str, kind: str) -> Json:
    answers: Json = {"200": {"description": "The picture.", "content": {kind: _BYTES}}}
    problems = ("401", "404", "503")
    return operation(name, summary, answers, problems=problems, security=ACCOUNT, parameters=[_BY_ID])


PATHS: Final[Json] = {
    "/api/samples": {"get": _LIST, "post": _SEND, "delete": _DELETE_MANY},
    "/api/samples.zip": {"get": _EXPORT},
    "/api/samples/{id}": {"delete": _DELETE_ONE},
    "/api/samples/{id}/network-input": {"get": _picture("samplePicture", "What the network saw", "image/png")},
    "/api/samples/{id}/frame-image": {"get": _picture("samplePhoto", "The camera's picture of it", "image/jpeg")},
}
