"""Headers of files that a browser shows or keeps."""

from django.utils.http import content_disposition_header


def file_headers(name: str, *, inline: bool = False) -> dict[str, str]:
    """`Content-Disposition` with the name in every spelling browsers know; `nosniff` keeps them to the type."""
    disposition = content_disposition_header(as_attachment=not inline, filename=name)
    return {"Content-Disposition": disposition or "attachment", "X-Content-Type-Options": "nosniff"}
