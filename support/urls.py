from django.urls import path

from support import views

app_name = "support"
urlpatterns = [
    path("", views.contact, name="contact"),
    path("gesendet/", views.contact_sent, name="contact_sent"),
]
