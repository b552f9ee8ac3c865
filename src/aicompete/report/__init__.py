"""Reports to hand over: one self-contained HTML page on a run, a comparison or a sweep."""

from aicompete.report.write import ReportError, write_report

__all__ = ["ReportError", "write_report"]
