"""What the law wants open to everybody: terminate and withdraw without login (C11)."""

from django.urls import path

from contracts.views import declarations

app_name = "declarations"
urlpatterns = [
    path("kuendigen/", declarations.terminate, name="terminate"),
    path("kuendigen/eingang/<slug:slug>/", declarations.termination_receipt, name="termination_receipt"),
    path("kuendigen/eingang/<slug:slug>/pdf/", declarations.termination_paper, name="termination_paper"),
    path("widerrufen/", declarations.withdraw, name="withdraw"),
    path("widerrufen/eingang/<slug:slug>/", declarations.withdrawal_receipt, name="withdrawal_receipt"),
    path("widerrufen/eingang/<slug:slug>/pdf/", declarations.withdrawal_paper, name="withdrawal_paper"),
]
