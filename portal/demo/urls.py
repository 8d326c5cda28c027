"""Included by portal.urls in demo mode only."""

from django.urls import path

from portal.demo import views

app_name = "demo"
urlpatterns = [
    path("post/", views.post, name="post"),
    path("post/<int:mail_id>/", views.mail, name="mail"),
    path("post/<int:mail_id>/html/", views.html, name="html"),
]
