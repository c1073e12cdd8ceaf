"""A PDF of slides: how many in; its bytes out."""

from __future__ import annotations

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 540] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
DRAWN = "0.05 0.4 0.35 rg 0 0 960 540 re f 1 g BT /F1 72 Tf 100 250 Td (This is slide {}) Tj ET"


def pdf_of(slides: int) -> bytes:
    """Pages of 16 by 9 that say which they are."""
    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(slides))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {slides} >>", FONT]
    for page in range(slides):
        drawn = DRAWN.format(page + 1)
        objects += [PAGE.format(5 + 2 * page), f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"]
    written, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer << /Size {count} /Root 1 0 R >>\n"
    return f"{written}{end}startxref\n{len(written)}\n%%EOF\n".encode()
