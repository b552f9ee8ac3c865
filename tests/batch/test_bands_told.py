"""What results tell about coders' bands and accepted draws."""

from __future__ import annotations

import pytest

from aicompete.analysis.settings import point_levers, setting_label, without_bands
from aicompete.batch.store.manifest import assumptions_in_force, levers_in_force
from aicompete.config import Month, Scenario, apply_settings, load_catalogue
from aicompete.listing import accepted_text

BAND = {"USA.chip_export_control": {"2026-01": {"band": [0.1, 0.2, 0.3]}, "2026-05": 0.5}}
BASE = Scenario("x", "", Month(2026, 1), 12)


def test_the_manifest_tells_central_paths_and_positions() -> None:
    catalogue = load_catalogue()
    banded = apply_settings(BASE, BAND)
    [lever] = [
        e for e in levers_in_force(banded, catalogue) if (e["lever"], e["actor"]) == ("chip_export_control", "USA")
    ]
    assert lever["path"] == {"2026-01": 0.2, "2026-05": 0.5}
    told = assumptions_in_force(banded, catalogue)
    assert told["coding.USA.chip_export_control"]["distribution"] == {"triangular": [-1.0, 0.0, 1.0]}
    fixed = assumptions_in_force(apply_settings(banded, ["assumptions=central"]), catalogue)
    assert fixed["coding.USA.chip_export_control"]["value"] == 0.0


def test_points_with_bands_are_read_by_their_centre() -> None:
    assert without_bands({"gallium": {"band": [0, 1, 2]}, "x": 3}) == {"gallium": 1, "x": 3}
    manifest = {"start": "2026-01", "nations": [{"iso3": "USA"}]}
    [constant] = point_levers([], {"USA.chip_export_control": {"band": [0.1, 0.2, 0.3]}}, manifest)
    assert constant["path"] == {"2026-01": 0.2}
    [dated] = point_levers([], BAND, manifest)
    assert dated["path"] == {"2026-01": 0.2, "2026-05": 0.5}
    assert setting_label("assumptions", {}) == "draws of the assumptions"


def test_accepted_draws_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    from aicompete.config.catalogue import calibrated
    from aicompete.config.sampling import sample

    draws = calibrated.AcceptedDraws("v1", {"diffusion": np.array([0.2, 0.3, 0.4])}, 1)
    for module in (calibrated, sample):
        monkeypatch.setattr(module, "set_named", lambda word, catalogue: draws)
    told = assumptions_in_force(BASE, load_catalogue())
    assert told["diffusion"]["accepted"] == "v1"
    assert "distribution" in told["diffusion"]
    assert [name for name, entry in told.items() if "accepted" in entry] == ["diffusion"]
    assert accepted_text("diffusion") == "0.3 (0.21 to 0.39) in v1, used by default"
    assert accepted_text("retry") == ""
