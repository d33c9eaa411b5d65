"""A real Chromium for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} isn't installed")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.reporting.page import litware_page

    path = tmp_path_factory.mktemp("report") / "readiness-report.html"
    path.write_text(litware_page(), encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def visit(browser: object, report: Path) -> Iterator[Callable[..., object]]:
    """Open the report in a fresh context; afterwards nothing may have been requested or complained about."""
    contexts, complaints, requests = [], [], []

    def open_page(fragment: str = "", file: Path = report, **options: object) -> object:
        defaults = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
        context = browser.new_context(**{**defaults, **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
