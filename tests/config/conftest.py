"""A small catalogue of its own, so that these tests do not move with the shipped one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aicompete.config import Catalogue, ConfigError, Problem, Scenario, load_catalogue, load_scenario

LEVERS = """
control:
  description: A government refuses chips to its rival.
  unit: index
  kind: number
  range: [0, 1]
  actors: all
  neutral: 0
  default: {us_allies: 0.2, all: 0.1, USA: 0.6, TWN: 0.3}
  targets: rival
  controller: governments
  basis: X
  source: a test
  aliases: [old_control]
  check: {actor: USA, values: [0, 0.9], metric: compute_share_chn, direction: down, smallest: 0.02}
licence:
  description: A government holds mineral shipments back.
  unit: share
  kind: number
  range: [0, 1]
  items: minerals
  actors: world
  neutral: 0
  default: {all: 0, CHN: {rare_earths: 0.3, gallium: 0.4}}
  targets: abroad
  controller: governments
  basis: X
  source: a test
  check: [{actor: CHN, item: gallium, values: [0, 1], metric: m, direction: up, smallest: 0.1, as: relative}]
ceiling:
  description: A government caps the performance of chips that may be sold.
  unit: tpp
  kind: number
  range: [0, 50000]
  sentinel: 1000000
  actors: [USA]
  neutral: none
  default: {all: none}
  controller: US Commerce
  basis: X
  source: a test
  check: {actor: USA, values: [none, 2368], metric: m, direction: down, smallest: 0.1}
truce:
  description: The powers suspend their measures.
  unit: bool
  kind: bool
  actors: powers
  neutral: false
  default: {all: false, powers: true}
  controller: both powers
  basis: X
  source: a test
  check: {actor: powers, values: [false, true], metric: m, direction: any, smallest: 0.1}
mode:
  description: A government picks whom its ban names.
  unit: choice
  kind: choice
  choices: [none, defence, all_us]
  actors: [CHN]
  neutral: none
  default: {all: none, CHN: defence}
  controller: MOFCOM
  basis: X
  source: a test
  check: {actor: CHN, values: [none, all_us], metric: m, direction: up, smallest: 0.1, context: {CHN.licence: 0.5}}
"""

ASSUMPTIONS = """
elasticity:
  description: Buyers switch between sellers.
  unit: ratio
  range: [2, 5]
  central: 3.8
  distribution: {triangular: [2.5, 3.8, 5]}
  basis: X
  source: a test
  aliases: [sigma]
retry:
  description: A refused buyer asks again.
  unit: probability
  range: [0, 1]
  central: 0.5
  distribution: {uniform: [0.2, 0.8]}
  basis: X
  source: a test
scale:
  description: A scale nobody knows.
  unit: usd_bn
  range: [1, 1000]
  central: 30
  distribution: {loguniform: [1, 1000]}
  basis: A
  source: a test
noise:
  description: A bell-shaped number.
  unit: ratio
  range: [-1, 1]
  central: 0
  distribution: {normal: [0, 0.6]}
  basis: A
  source: a test
constant:
  description: A number that is known.
  unit: months
  range: [9, 9]
  central: 9
  distribution: fixed
  basis: S
  source: a test
"""

Load = Callable[[str], Scenario]
Wrong = Callable[[str], list[Problem]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue folder with a few levers and assumptions."""
    path = tmp_path_factory.mktemp("catalogue")
    (path / "trade").mkdir()
    (path / "trade" / "levers.yaml").write_text(LEVERS)
    (path / "trade" / "assumptions.yaml").write_text(ASSUMPTIONS)
    return path


@pytest.fixture(scope="session")
def small(folder: Path) -> Catalogue:
    return load_catalogue(folder)


@pytest.fixture
def load(tmp_path: Path, small: Catalogue) -> Load:
    """Load scenario text; a missing name is added."""

    def read(text: str) -> Scenario:
        file = tmp_path / "scenario.yaml"
        file.write_text(text if "name:" in text else f"name: test\n{text}")
        return load_scenario(file, small)

    return read


@pytest.fixture
def wrong(tmp_path: Path, small: Catalogue) -> Wrong:
    """The problems of scenario text (which starts in line 1 as given)."""

    def read(text: str) -> list[Problem]:
        file = tmp_path / "scenario.yaml"
        file.write_text(text)
        with pytest.raises(ConfigError) as caught:
            load_scenario(file, small)
        assert all(problem.file == str(file) for problem in caught.value.problems)
        return list(caught.value.problems)

    return read
