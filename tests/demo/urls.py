"""The addresses of a demo: portal.urls is loaded once in a test run, without demo mode."""

from django.urls import include, path

from portal.urls import handler400, handler403, handler404, handler500
from portal.urls import urlpatterns as portal_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*portal_patterns, path("demo/", include("portal.demo.urls"))]
