"""Who may ask what: every address x every role x every method, held against tests/authorization/."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signing import get_cookie_signer
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from muara.web.accounts import device
from muara.web.accounts.models import Membership, Participant, User
from muara.web.cities.models import City
from tests.authorization import LIBRARIES, LOGIN, ROLES, ROUTES, Outcome, Route

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
DEVICE = "perangkat-tamu-contoh"
# Any value for an address of a library; most of them lead to no object.
SOMETHING = {
    "key": "tidak-ada", "pk": 1, "object_id": 1, "content_type_id": 1, "app_label": "account", "url": "tidak-ada",
    "uidb36": "1", "id": 1,
}  # fmt: skip


class World:
    """A city with somebody in every role; every fixture of the root conftest by its name."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request
        self.users = {
            "member": self.make_member("anggota", "MEMBER"),
            "facilitator": self.novita,
            "secretariat": self.sekar,
            "neighbor": self.make_member("tetangga", "FACILITATOR", self.other_city),
            "operator": User.objects.create_superuser("operator@contoh.id", "kata-sandi-panjang"),
        }
        self.guest = Participant.objects.create(
            city=self.city, device_hash=device.hash_of(DEVICE), joined_at=self.session.opened_at
        )
        self.clients = {role: self.client_of(role) for role in ROLES}

    def __getattr__(self, name: str) -> Any:
        return self._request.getfixturevalue(name)

    def client_of(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role in self.users:
            client.force_login(self.users[role], backend=BACKEND)
        elif role == "guest":
            client.cookies[device.COOKIE] = get_cookie_signer(salt=device.COOKIE + device.SALT).sign(DEVICE)
        return client

    def address(self, route: Route, city: City | None = None) -> str:
        kwargs = route.kwargs(self) if route.kwargs else {}
        if "<slug:city>" in PATTERNS[route.name]:
            kwargs["city"] = (city or self.city).slug
        return reverse(route.name, kwargs=kwargs)

    def ask(self, role: str, method: str, address: str, route: Route | None = None) -> HttpResponseBase:
        client = self.clients[role]
        if method == "POST":
            return client.post(address, route.data(self) if route and route.data else {})
        return client.generic(method, address)


def walk(patterns: list[Any], names: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every address as its name and its pattern."""
    for entry in patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = names + (f"{entry.namespace}:" if entry.namespace else "")
            yield from walk(entry.url_patterns, inside, here)
        elif isinstance(entry, URLPattern):
            yield f"{names}{entry.name}" if entry.name else "", here


EVERY_ADDRESS = list(walk(get_resolver().url_patterns))
OF_LIBRARIES = [(name, path) for name, path in EVERY_ADDRESS if path.startswith(tuple(LIBRARIES))]
OURS = [(name, path) for name, path in EVERY_ADDRESS if not path.startswith(tuple(LIBRARIES))]
PATTERNS = dict(OURS)


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> Iterator[World]:
    cache.clear()
    yield World(request)
    cache.clear()


def outcome(answer: HttpResponseBase) -> Outcome:
    target = answer.headers.get("Location", "")
    if answer.status_code == 302 and target.startswith((reverse("account_login"), reverse("admin:login"))):
        return LOGIN
    return answer.status_code


def rows() -> dict[str, str]:
    """Return a fingerprint of every table but the sign-in sessions, which a page may begin."""
    prints = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - {"django_session"}):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # names from introspection
            found = sorted(repr(row) for row in cursor.fetchall())
            prints[table] = hashlib.sha256("\n".join(found).encode()).hexdigest()
    return prints


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {table for table in before | after if before.get(table) != after.get(table)}


def test_every_address_has_a_name_and_is_declared_once():
    declared = [route.name for route in ROUTES]

    assert [path for name, path in OURS if not name] == [], "an address without a name"
    assert sorted(declared) == sorted(name for name, _ in OURS), "add the address to tests/authorization/"


def by_name(route: Route) -> str:
    return route.name


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("route", ROUTES, ids=by_name)
def test_each_role_is_answered_as_declared(world: World, route: Route, method: str):
    address, answers = world.address(route), {}

    for role in ROLES:
        with transaction.atomic():  # each role meets the same city
            answers[role] = outcome(world.ask(role, method, address, route))
            transaction.set_rollback(True)

    assert answers == route.outcomes(method)


@pytest.mark.parametrize("route", ROUTES, ids=by_name)
def test_other_methods_are_not_known(world: World, route: Route):
    if route.name == "set_language":  # Django's own view answers any method with a redirect
        return
    for method in ("PUT", "PATCH", "DELETE"):
        assert world.ask("secretariat", method, world.address(route)).status_code == 405


@pytest.mark.parametrize("route", ROUTES, ids=by_name)
def test_reading_changes_no_row(world: World, route: Route):
    address, before = world.address(route), rows()

    for role in ROLES:
        world.ask(role, "GET", address)
        assert changed(before, rows()) == set(), role


@pytest.mark.parametrize("route", ROUTES, ids=by_name)
def test_no_write_is_taken_without_its_token(world: World, route: Route):
    address, before = world.address(route), rows()

    for role in ROLES:
        world.clients[role].handler.enforce_csrf_checks = True
        assert world.ask(role, "POST", address, route).status_code == 403, role
        assert changed(before, rows()) == set(), role


@pytest.mark.parametrize("route", [route for route in ROUTES if route.is_of_an_object], ids=by_name)
def test_what_belongs_to_one_city_is_not_found_in_another(world: World, route: Route):
    Membership.objects.create(
        city=world.other_city, user=world.sekar, role="SECRETARIAT", since_at=world.session.opened_at
    )
    address = world.address(route, world.other_city)
    methods = [method for method, table in (("GET", route.get), ("POST", route.post)) if table is not None]

    before = rows()
    assert {method: world.ask("secretariat", method, address, route).status_code for method in methods} == (
        dict.fromkeys(methods, 404)
    )
    assert changed(before, rows()) == set()


def of_library(start: str) -> list[str]:
    """Return an address for each pattern of a library, with a value for each of its variables."""
    found = []
    for name, path in OF_LIBRARIES:
        if not path.startswith(start):
            continue
        names = set(re.findall(r"<(?:\w+:)?(\w+)>", path))
        if name.split(":")[-1] and not path.endswith("(?P<url>.*)$"):  # a catch-all is no page
            found.append(reverse(name, kwargs={key: SOMETHING[key] for key in names}))
    return sorted(set(found))


@pytest.mark.parametrize("start", LIBRARIES)
def test_libraries_break_nothing_and_read_without_writing(world: World, start: str):
    addresses, before = of_library(start), rows()
    assert len(addresses) > 10

    for role in ROLES:
        for address in addresses:
            with transaction.atomic():
                assert world.ask(role, "GET", address).status_code < 500, (role, address)
                # allauth keeps the user's own address in its list the first time they look at it
                assert changed(before, rows()) <= {"account_emailaddress"}, (role, address)
                transaction.set_rollback(True)


@pytest.mark.parametrize("start", LIBRARIES)
def test_libraries_take_no_write_without_its_token(world: World, start: str):
    before = rows()

    for role in ("anonymous", "secretariat", "operator"):
        world.clients[role].handler.enforce_csrf_checks = True
        for address in of_library(start):
            assert world.ask(role, "POST", address).status_code in {403, 405}, (role, address)
    assert changed(before, rows()) == set()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_back_office_opens_for_operators_only(world: World, method: str):
    open_to_all = {reverse("admin:login"), reverse("admin:logout"), reverse("admin:jsi18n")}

    for address in set(of_library("operator/")) - open_to_all:
        for role in set(ROLES) - {"operator"}:
            assert outcome(world.ask(role, method, address)) == LOGIN, (role, address)
    assert outcome(world.ask("operator", "GET", reverse("admin:index"))) == 200
