"""A document as one HTML file: Jinja2 for the page, Plotly's script inside it, nothing fetched from anywhere."""

from __future__ import annotations

from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from aicompete.analysis.ledger import NAME, Ledger, pieces
from aicompete.analysis.words import date_text
from aicompete.report.content import Document

TEMPLATE, STYLE = "report.html.j2", "report.css"


def render(document: Document) -> str:
    """The page as text."""
    here = resources.files(__package__)
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page.filters["said"] = lambda text: said(text, document.ledger)
    page.filters["month"] = _span
    template = page.from_string((here / TEMPLATE).read_text(encoding="utf-8"))
    page_text: str = template.render(
        document=document,
        sections=[section for section in document.sections if section.items],
        claims=list(enumerate(document.ledger.claims)),
        style=Markup((here / STYLE).read_text(encoding="utf-8")),
        script=Markup(get_plotlyjs()),
    )
    return page_text


def said(text: str, ledger: Ledger) -> Markup:
    """A marked text as HTML: every number is a link to its line in the ledger and names its source on hover."""
    parts = []
    for kind, part in pieces(text):
        if kind == "":
            parts.append(escape(part))
        elif kind == NAME:
            parts.append(Markup('<span class="name">{}</span>').format(part))
        else:
            claim = ledger.claims[int(kind)]
            title = ", ".join(t for t in (claim.metric, _span(claim.date), claim.statistic, claim.runs) if t)
            parts.append(Markup('<a class="n" href="#c{}" title="{}">{}</a>').format(kind, title, part))
    return Markup("").join(parts)


def _span(date: str) -> str:
    """ "2026-01 to 2035-12" in words."""
    return " to ".join(date_text(d) for d in date.split(" to ")) if date else ""
