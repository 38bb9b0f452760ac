"""A real browser for the journeys: Debian's Chromium, driven by Playwright, never off this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
]  # fmt: skip
PHONE, DESK = (360, 740), (1280, 900)


def follow(locator: Any) -> None:
    """Click what leads to another page, and wait for that page.

    A click alone may return while the old page is still there, and whoever looks then sees the old one. What a
    script changes within the page is no navigation: there, click and `expect` what comes.
    """
    with locator.page.expect_navigation():
        locator.click()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    places = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else list(CHROMIUM)
    found = next((path for path in places if Path(path).exists()), None)
    if found is None:
        pytest.skip(f"Chromium not found: {', '.join(places)}")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # as long as a click waits: a busy machine is no fault of the page

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open a page of the live server; the test fails if it asks anything from elsewhere or a script fails."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_one(path: str = "/", *, size: tuple[int, int] = PHONE, js: bool = True, user: Any = None) -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=js,
            locale="id-ID",
            base_url=live_server.url,
        )
        contexts.append(context)
        if user is not None:
            from django.test import Client

            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            context.add_cookies(
                [{"name": name, "value": c.value, "url": live_server.url} for name, c in client.cookies.items()]
            )
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((live_server.url, "data:"))
                else faults.append(f"asked from elsewhere: {request.url}")
            ),
        )
        page.on("pageerror", lambda error: faults.append(f"a script broke: {error}"))
        page.on(
            "console",
            lambda message: (
                faults.append(f"console: {message.text}")
                if message.type == "error"
                and not any(
                    known in message.text for known in ("status of 4", "ERR_INTERNET_DISCONNECTED", "htmx:")
                )
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def serious_faults() -> Callable[[Any], list[str]]:
    """Run axe on a page and return what is serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    def look(page: Any) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{fault['id']}: {node['html'][:120]}"
            for fault in found
            if fault["impact"] in {"serious", "critical"}
            for node in fault["nodes"]
        ]

    return look
