"""The carrier's own addresses."""

from django.urls import path

from . import views

app_name = "carrier"

urlpatterns = [path("ereignisse/", views.events, name="events")]
