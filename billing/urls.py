"""Addresses of invoices. Fixed words come first: an invoice's slug ends in its fingerprint and is none of them."""

from django.urls import path

from billing.views import archive, calls, downloads, exports, invoice, statistics

app_name = "billing"
urlpatterns = [
    path("", archive.archive, name="archive"),
    path("statistik/", statistics.statistics, name="statistics"),
    path("zip/", downloads.zip_archive, name="zip"),
    path("export.csv", exports.invoice_list, {"ending": exports.CSV}, name="list_csv"),
    path("export.xlsx", exports.invoice_list, {"ending": exports.XLSX}, name="list_xlsx"),
    path("<slug:slug>/", invoice.invoice, name="invoice"),
    path("<slug:slug>/pdf/", downloads.pdf, name="pdf"),
    path("<slug:slug>/xml/", downloads.xml, name="xml"),
    path("<slug:slug>/positionen.csv", exports.invoice_lines, {"ending": exports.CSV}, name="lines_csv"),
    path("<slug:slug>/positionen.xlsx", exports.invoice_lines, {"ending": exports.XLSX}, name="lines_xlsx"),
    path("<slug:slug>/einzelverbindungen/", calls.calls, name="calls"),
    path("<slug:slug>/einzelverbindungen/export.csv", calls.calls_csv, name="calls_csv"),
    path("<slug:slug>/einzelverbindungen/export.xlsx", calls.calls_xlsx, name="calls_xlsx"),
    path("<slug:slug>/einzelverbindungen/auswertung/", calls.call_analysis, name="call_analysis"),
]
