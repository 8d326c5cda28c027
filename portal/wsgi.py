"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# The machinery for PDFs takes a second to load; the first customer must not wait for it.
import weasyprint  # noqa: E402, F401
