"""Made-up results shared by the tests of analysis."""

from __future__ import annotations

import pytest
from tests.plots.synthetic import FolderResults, write_results


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    return FolderResults(write_results(tmp_path_factory.mktemp("base"), runs=20, months=36, policy="constant"))


@pytest.fixture(scope="session")
def courted(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    """The same shocks as `base`, nations pushed toward the USA, dated levers, two failed runs."""
    folder = tmp_path_factory.mktemp("courted")
    return FolderResults(write_results(folder, runs=20, months=36, shift=0.05, failed=2))


@pytest.fixture(scope="session")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    return FolderResults(write_results(tmp_path_factory.mktemp("sweep"), months=24, sweep=True, draws=8, replicates=4))
