"""Realistic billing runs of any size, in the import format: for the demo, for tests and for measuring.

The same plan and recipients give the same files, byte for byte. Telephone numbers are invented: their local
parts begin with 00, which no German line has.
"""

from .people import Recipient, from_feed
from .runs import MadeRun, RunPlan, make_billing_run

__all__ = ["MadeRun", "Recipient", "RunPlan", "from_feed", "make_billing_run"]
