"""Addresses of the page frame."""

from django.urls import path

from .views import frame, legal

app_name = "shell"
urlpatterns = [
    path("impressum/", legal.imprint, name="imprint"),
    path("datenschutz/", legal.privacy, name="privacy"),
    path("barrierefreiheit/", legal.accessibility, name="accessibility"),
    path("sprache/", frame.choose_language, name="language"),
    path("brand.css", frame.show_brand_css, name="brand_css"),
    path("favicon.svg", frame.show_favicon, name="favicon"),
    path("robots.txt", frame.show_robots, name="robots"),
]
