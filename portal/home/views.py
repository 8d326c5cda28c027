"""The start page and what operators ask for."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from portal.access.decorators import public


@public
def health(request: HttpRequest) -> JsonResponse:
    """Liveness and readiness: 200 while the database answers, else 503 (docs/operations.md)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse({"database": "ok"})
