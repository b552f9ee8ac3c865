"""The dashboard in a real browser, started as a user starts it.

Needs the extra ``browser`` and a Chromium (Debian: ``apt-get install chromium``), found on the path or named by
``AICOMPETE_CHROMIUM``. Screenshots are kept in ``AICOMPETE_SCREENSHOTS`` when that names a folder.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
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

from aicompete.api import simulate
from aicompete.config import load_scenario
from aicompete.game.play import log

RUNS = 64
pytestmark = [
    pytest.mark.slow,
    needs("nicegui", reason="the dashboard needs the extra 'app'"),
    needs("playwright", reason="driving a browser needs the extra 'browser'"),
    pytest.mark.skipif(CHROMIUM is None, reason=MISSING),
]
WAIT = 90_000  # milliseconds; the machine may be busy with other tests


class Served:
    """The command, its address and what it prints at ``/status``."""

    def __init__(self, results: Path) -> None:
        command = [sys.executable, "-m", "aicompete", "app", "--no-browser", "--port", "0", "--workers", "2"]
        command += ["--runs", str(RUNS), "--results", str(results)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=plain_environment()
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found, line + self.process.stdout.read()
        self.address = found.group()

    def status(self) -> dict[str, int]:
        with urllib.request.urlopen(f"{self.address}/status", timeout=30) as answer:
            return dict(json.load(answer))

    def workers(self) -> list[int]:
        """Process ids of the command's children."""
        found = []
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(place.read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == self.process.pid:
                found.append(int(place.parent.name))
        return found


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    simulate("baseline", runs=6, settings={"USA.ally_alienation": 1.0}, out=folder / "alienated")
    return folder


@pytest.fixture(scope="module")
def served(results: Path) -> Iterator[Served]:
    server = Served(results)
    yield server
    server.process.send_signal(signal.SIGINT)
    server.process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    found = opened(browser, served)
    yield found
    assert not found.troubles
    found.context.close()


def opened(browser: Any, served: Served) -> Any:
    """A page of its own user, with all runs of the start."""
    page = browser.new_context(viewport={"width": 1600, "height": 1000}).new_page()
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.set_default_timeout(WAIT)
    page.goto(served.address)
    all_runs(page)
    return page


def all_runs(page: Any) -> None:
    page.wait_for_function("() => /all runs after/.test(document.body.innerText)", timeout=WAIT)


def first_picture(page: Any) -> float:
    """Wait for the first picture after a change; seconds by the page's own clock."""
    told = page.locator("[data-testid=took]")
    page.wait_for_function("() => /first picture/.test(document.body.innerText)", timeout=WAIT)
    found = re.search(r"after ([\d.]+) s", told.inner_text())
    return float(found.group(1)) if found else 0.0


def readings(page: Any) -> dict[str, list[str]]:
    """Rows of the table of readings by outcome."""
    rows = [row.locator("td").all_inner_texts() for row in page.locator("[data-testid=readings] tbody tr").all()]
    return {row[0]: row[1:] for row in rows}


def pull(page: Any, subject: str, lever: str, share: float) -> None:
    """Open a subject and click on a lever's slider at a share of its length."""
    row = page.locator(f"[data-lever={lever}]")
    if not row.count():
        page.get_by_text(subject).click()
    row.locator(".q-slider").scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # the subject unfolds
    box = row.locator(".q-slider").bounding_box()
    page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    page.get_by_text(re.compile(f"USA.{lever} = ")).wait_for()


def tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    page.wait_for_timeout(800)


def slide_month(page: Any, share: float, then_right: int = 0) -> str:
    """Click on the month's slider at a share of its length, then press the arrow; the month that stands beside it."""
    box = page.locator("[data-testid=month-slider]").bounding_box()
    page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    for _ in range(then_right):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    return str(page.locator("[data-testid=month]").inner_text())


def test_start_pull_read_slide_save_and_load(page: Any, served: Served, tmp_path: Path) -> None:
    before = readings(page)
    assert f"{RUNS} of {RUNS} runs" in page.inner_text("[data-testid=runs]")
    assert all(row[2] == "about 0" for row in before.values())
    shot(page, "start")

    pull(page, "Alliances and diplomacy", "ally_alienation", 0.97)
    seconds = first_picture(page)
    assert seconds < 20  # within a second on a quiet machine; others may be working on this one
    all_runs(page)
    after = readings(page)
    side = "US side's share of GDP"
    assert after[side][0] == before[side][0]  # the reference stays
    assert after[side][1] != before[side][1]
    assert after[side][2].startswith("-")
    value = float(page.inner_text("[data-lever=ally_alienation] [data-value]"))
    shot(page, "outcomes")
    page.get_by_text("policy less reference", exact=True).click()
    page.wait_for_timeout(800)
    shot(page, "effect")

    tab(page, "Coalition map")
    assert page.inner_text("[data-testid=month]") == "Dec 2035"
    end = page.inner_text("[data-testid=reasons]")
    shot(page, "map_end")
    assert slide_month(page, 0.0) == "Jan 2026"
    assert page.inner_text("[data-testid=reasons]") != end
    assert slide_month(page, 0.0, then_right=3) == "Apr 2026"
    shot(page, "map_start")
    assert slide_month(page, 0.999) == "Dec 2035"
    canvas = page.locator("[data-map=policy] canvas").last.bounding_box()
    page.mouse.click(canvas["x"] + canvas["width"] * 0.95, canvas["y"] + canvas["height"] * 0.33)  # Japan's tile
    page.get_by_text(re.compile("^Japan in Dec 2035")).wait_for()

    page.fill("[data-testid=name]", "hard line")
    with page.expect_download() as download:
        page.click("[data-testid=save]")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "hard_line.yaml"
    saved = load_scenario(file)
    assert saved.path("ally_alienation", "USA").values == (pytest.approx(value),)

    page.click("[data-testid=new]")
    all_runs(page)
    page.get_by_text("Nothing set").wait_for()
    page.click("[data-testid=load]")
    page.set_input_files("input[type=file]", file)
    page.get_by_text(f"USA.ally_alienation = {value:g}").wait_for()
    all_runs(page)
    tab(page, "Outcomes")
    assert readings(page) == after
    tab(page, "Policy file")
    assert "ally_alienation" in page.inner_text("[data-testid=yaml]")
    shot(page, "policy_file")


def test_a_dated_path_is_edited_and_what_does_not_fit_is_told(page: Any) -> None:
    page.fill("[data-testid=lever-search]", "licence strictness")
    row = page.locator("[data-lever=mineral_licence_strictness]")
    row.get_by_role("button").filter(has_text="timeline").click()
    page.get_by_role("button", name="Add a date").click()
    page.locator('[data-row="1"] input').nth(1).fill("3")
    page.get_by_text("outside 0 to 1").wait_for()
    assert page.locator("[data-testid=apply-path]").is_disabled()
    page.locator('[data-row="1"] input').nth(1).fill("0.9")
    page.wait_for_timeout(600)
    shot(page, "path_editor")
    page.click("[data-testid=apply-path]")
    page.get_by_text(re.compile(r"2027-01: 0\.9")).first.wait_for()
    all_runs(page)
    page.hover("[data-lever=mineral_licence_strictness] .cursor-help")
    page.get_by_text("CODEBOOK").first.wait_for()
    page.wait_for_timeout(400)
    shot(page, "hover")


def test_a_results_folder_is_opened(page: Any) -> None:
    page.click("[data-testid=open]")
    page.get_by_text("Results folders below").wait_for()
    page.wait_for_timeout(600)
    page.click("[data-testid=open-results]")
    page.get_by_text(re.compile("6 runs from the folder alienated")).wait_for()
    all_runs(page)
    assert readings(page)["US side's share of GDP"][2].startswith("-")
    shot(page, "results_folder")


def test_a_game_is_begun_and_a_turn_handed_in(page: Any, tmp_path: Path) -> None:
    with page.expect_popup() as popup:
        page.click("[data-testid=games]")
    games = popup.value
    games.get_by_text("China (CHN)").wait_for()
    games.click("[data-testid=seats]")
    for nation in ("China", "United States"):  # the first is let go, the second sits down
        games.get_by_role("option", name=nation).click()
    games.keyboard.press("Escape")
    games.click("[data-testid=start-game]")
    games.get_by_text("Turn 1 of 8, Apr 2026").wait_for()
    assert games.inner_text("[data-testid=seat]") == "USA to move"
    for move in ("A1-1a", "A1-2a", "A1-3a"):
        games.click(f'[data-move="{move}"] .q-checkbox')
    games.get_by_text("this takes an effort of 3; a turn has 2").wait_for()
    games.get_by_text("effort 2 of 2").wait_for()
    games.locator("[data-testid=chosen] .q-chip__icon--remove").last.click()
    games.get_by_text("effort 1 of 2").wait_for()
    shot(games, "game_turn_1")
    games.click("[data-testid=hand-in]")
    games.get_by_text("Turn 2 of 8, Jul 2026").wait_for()
    games.locator("[data-testid=turn-log]").get_by_text("USA: A1-1a (Full-stack").wait_for()
    shot(games, "game_turn_2")
    with games.expect_download() as download:
        games.click("[data-testid=download-log]")
    download.value.save_as(tmp_path / "log.jsonl")
    _, turn = log.read(tmp_path / "log.jsonl")
    assert turn["seats"]["USA"]["moves"] == ["A1-1a"]


@pytest.mark.parametrize(("host", "code"), [("127.0.0.1", 200), ("localhost:80", 200), ("evil.example", 400)])
def test_a_site_that_names_itself_otherwise_is_refused(served: Served, host: str, code: int) -> None:
    connection = http.client.HTTPConnection(served.address.removeprefix("http://"), timeout=30)
    connection.request("GET", "/status", headers={"Host": host})
    assert connection.getresponse().status == code


def test_two_users_at_once_do_not_see_each_other(browser: Any, served: Served) -> None:
    one, two = opened(browser, served), opened(browser, served)
    assert served.status()["pages"] >= 2
    pull(one, "Alliances and diplomacy", "ally_alienation", 0.97)
    pull(two, "Alliances and diplomacy", "ally_alienation", 0.03)
    for page in (one, two):
        first_picture(page)
        all_runs(page)
    high, low = (float(p.inner_text("[data-lever=ally_alienation] [data-value]")) for p in (one, two))
    assert high > 0.9
    assert low < 0.1
    side = "US side's share of GDP"
    first, second = readings(one)[side], readings(two)[side]
    assert first[0] == second[0]
    assert first[2].startswith("-")
    assert not second[2].startswith("-")
    for page in (one, two):
        assert not page.troubles
        page.context.close()


def test_killed_workers_are_made_anew(page: Any, served: Served) -> None:
    for worker in served.workers():
        os.kill(worker, signal.SIGKILL)
    pull(page, "Alliances and diplomacy", "ally_alienation", 0.6)
    all_runs(page)
    assert f"{RUNS} of {RUNS} runs" in page.inner_text("[data-testid=runs]")


def until(true: Any, seconds: float = 30.0) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.2)
    return False


def test_a_killed_browser_leaves_nothing_behind(served: Served, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    assert until(lambda: served.status()["pages"] == 0)
    flags = ["--headless=new", "--no-sandbox", f"--user-data-dir={tmp_path}", "--window-size=1400,900"]
    killed = subprocess.Popen([CHROMIUM, *flags, served.address], stderr=subprocess.DEVNULL, start_new_session=True)
    assert until(lambda: served.status()["pages"] == 1)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert until(lambda: served.status() == {**served.status(), "pages": 0, "rounds": 0})


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_ended_server_leaves_no_worker(results: Path, how: signal.Signals) -> None:
    server = Served(results)
    assert until(lambda: len(server.workers()) >= 1)
    workers = server.workers()
    server.process.send_signal(how)
    server.process.wait(30)
    assert until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() and alive(pid) for pid in workers))


def alive(pid: int) -> bool:
    """Whether a process runs and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
