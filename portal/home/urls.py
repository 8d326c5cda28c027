from django.urls import path

from portal.home import documents, views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("gesundheit/", views.health, name="health"),
    path("dokumente/", documents.documents, name="documents"),
    path("dokumente/<int:document_id>/", documents.document, name="document"),
]
