"""The scales themselves are tested, or a page could grow unseen."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.weight import first_visit

BODY = (
    '<link rel="stylesheet" href="/static/ui/muara.css"><link rel="canonical" href="/elsewhere/">'
    '<script src="/static/django_htmx/htmx-2.min.js" defer></script><img src="/static/ui/icon.svg" alt="">'
)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<script src="https://elsewhere.example/a.js"></script>')


urlpatterns = [path("page/", page), path("broken/", broken)]


@pytest.fixture(autouse=True)
def _our_pages(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]


def packed(name: str) -> int:
    return len(brotli.compress(Path(str(finders.find(name))).read_bytes(), quality=11))


def test_everything_that_the_page_fetches_is_weighed_once(client: Client):
    weight = first_visit(client, "/page/")

    assert settings.STATIC_URL == "/static/"
    assert weight.parts == {
        "/page/": len(gzip.compress(BODY.encode(), compresslevel=6, mtime=0)),
        "/static/ui/muara.css": packed("ui/muara.css"),
        "/static/django_htmx/htmx-2.min.js": packed("django_htmx/htmx-2.min.js"),
        "/static/ui/icon.svg": packed("ui/icon.svg"),
    }
    assert weight.total == sum(weight.parts.values())


def test_something_from_elsewhere_is_a_fault(client: Client):
    with pytest.raises(AssertionError, match="no static file of ours"):
        first_visit(client, "/broken/")
