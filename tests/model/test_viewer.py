"""Mesa's own viewer on ``CompetitionModel``: the example's controls work, without a browser and in one."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser_kit import CHROMIUM, MISSING, plain_environment, shot
from tests.extras_kit import needs

pytestmark = needs("solara", "ipyvuetify", reason="Mesa's viewer needs the extra 'viewer'")
EXAMPLE = Path(__file__).parents[2] / "examples" / "mesa_viewer.py"
WAIT = 90_000


@pytest.fixture(scope="module")
def example() -> Any:
    spec = importlib.util.spec_from_file_location("mesa_viewer", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_the_sliders_show_is_what_is_in_force(example: Any) -> None:
    shown = {name: part.value for name, part in example.model_params.items() if name != "rng"}
    viewed, plain = example.Viewed(**shown), example.Viewed()
    usual = example.CompetitionModel("baseline", months=60, rng=1)
    for name in set(shown) - {"months", "mineral_licence_strictness"}:
        assert viewed.nation("USA").lever(name) == plain.nation("USA").lever(name) == usual.nation("USA").lever(name)


def test_step_and_reset_by_the_viewers_buttons(example: Any) -> None:
    import ipyvuetify as vuetify
    import solara
    from mesa.visualization.solara_viz import ModelController

    model = solara.reactive(example.Viewed(months=12))
    given = {"ally_alienation": 0.9, "months": 12, "rng": "2"}
    usual = {"play_interval": 100, "render_interval": 1, "use_threads": False}
    parts = {name: solara.reactive(value) for name, value in usual.items()}
    controls = ModelController(model, model_parameters=solara.reactive(given), **parts)
    _, context = solara.render(controls, handle_error=False)
    buttons = {button.children[0]: button for button in context.find(vuetify.Btn).widgets}
    for _ in range(2):
        buttons["Step"].click()
    assert model.value.date == "2026-03"
    buttons["Reset"].click()
    assert model.value.date == "2026-01"
    assert model.value.nation("USA").lever("ally_alienation") == 0.9
    assert model.value.seed == 2
    context.close()


@pytest.fixture
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "solara", "run", str(EXAMPLE), "--no-open", "--production", "--port", str(port)]
    server = subprocess.Popen(command, env=plain_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield f"http://localhost:{port}"
    server.terminate()
    server.wait(20)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason=MISSING)
def test_the_viewer_in_a_browser(address: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="driving a browser needs the extra 'browser'")
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5)
            break
        except OSError:
            time.sleep(0.5)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        page.set_default_timeout(WAIT)
        page.goto(address)
        for months in (1, 2, 3):
            page.get_by_role("button", name="Step").click()
            page.get_by_text(f"Step: {months}").wait_for()
        shot(page, "mesa_viewer")
        page.get_by_role("button", name="Reset").click()
        page.get_by_text("Step: 0").wait_for()
        browser.close()
