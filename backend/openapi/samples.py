"""The document's part on samples: a batch in, what became of each sample out."""

from __future__ import annotations

from typing import Final

from backend.openapi.parts import ACCOUNT, BODY_ERRORS, Json, closed, json_answer, list_of, object_of, operation
from backend.openapi.schemas import TEXT
from backend.samples.wire import BATCH_BYTES, BATCH_SAMPLES, CONTENT_TYPE

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

PATHS: Final[Json] = {
    "/api/samples": {
        "post": operation(
            "sendSamples",
            "Store samples, each once, as far as its account's consent allows",
            {"200": json_answer("One result for each sample.", closed(object_of(results=list_of(_RESULT))))},
            problems=(*BODY_ERRORS, "401", "403", "503"),
            security=ACCOUNT,
            body=_BATCH,
        )
    },
}
