"""What an invoice paper costs beside plain WeasyPrint of the same HTML, and whether memory stays flat.

Prints the ratio of processor times (target at most 1.3) and the growth of memory over 500 papers.
"""

import resource
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

TARGET = 1.3
PAPERS = 500
ROUNDS = 25
NOW = datetime(2026, 11, 15, 6, tzinfo=UTC)


def run() -> None:
    from weasyprint import HTML

    from billing.einvoice.reading import read_document
    from billing.papers import rendering
    from billing.papers.embedding import embed, source_of
    from portal.documents.rendering import look_of

    sample = Path(__file__).parent.parent / "billing" / "samples" / "business.cii.xml"
    xml = sample.read_bytes()
    facts = read_document(xml, name=sample.name).facts
    html = rendering.render_html(facts, language="de", issued_at=NOW)
    look = look_of("#00677f", rendering.STYLE)

    def plain() -> object:
        return HTML(string=html).write_pdf(stylesheets=[look.style], font_config=look.fonts)

    def paper() -> object:
        pages = rendering.render_pdf(facts, language="de", issued_at=NOW)
        return embed(pages, source_of(facts, xml), language="de", issued_at=NOW)

    for warm_up in (plain, paper):
        warm_up()
    pairs = [(seconds(plain), seconds(paper)) for _ in range(ROUNDS)]
    ratio = statistics.median(ours / theirs for theirs, ours in pairs)
    print(f"invoice_pdf: plain WeasyPrint {statistics.median(p for p, _ in pairs) * 1000:.0f} ms")
    own = statistics.median(p for _, p in pairs) * 1000
    print(f"invoice_pdf: invoice paper {own:.0f} ms, ratio {ratio:.2f} (target {TARGET})")
    before = memory()
    for _ in range(PAPERS):
        paper()
    print(f"invoice_pdf: memory after {PAPERS} papers: {before} MiB → {memory()} MiB")


def seconds(work: Callable[[], object]) -> float:
    """Processor time: other processes of the machine do not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def memory() -> int:
    """The most this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
