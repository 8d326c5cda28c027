"""Reading EN 16931 invoices: UBL, CII and ZUGFeRD PDFs become one frozen set of facts. No database here."""
