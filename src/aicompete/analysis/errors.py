"""What may be wrong with a results folder, each with a message that says what to do."""


class AnalysisError(ValueError):
    """A question the results cannot answer (asked wrongly, or not recorded)."""


class DamagedResults(AnalysisError):
    """The tables or the manifest are incomplete or contradict each other."""


class NotRecorded(AnalysisError):
    """The results are whole, but this was not recorded or does not exist in them."""
