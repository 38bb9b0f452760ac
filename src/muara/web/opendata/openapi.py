"""The OpenAPI 3.1 document, made from the dataclasses that are answered with."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from muara.web.opendata.answers import (
    LICENCE,
    LICENCE_URL,
    PROBLEM,
    VERSION,
    Contents,
    Links,
    Problem,
    Terms,
    api_of,
)
from muara.web.opendata.place import Place
from muara.web.opendata.queries import RESOURCES
from muara.web.opendata.queries.river import River
from muara.web.opendata.resource import Resource
from muara.web.opendata.shapes import Json, schema_of

JSON = "application/json"
PAGING = (
    {
        "name": "limit",
        "in": "query",
        "description": "How many at most",
        "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
    },
    {
        "name": "after",
        "in": "query",
        "description": "Where to go on: taken from `links.next`",
        "schema": {"type": "string", "pattern": r"^[1-9]\d{0,17}$"},
    },
)
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def document_of(place: Place) -> Json:
    """Return the document of one city, in English: the names in it are those of the code."""
    parts: dict[str, Json] = {}
    with translation.override("en"):
        paths: Json = {
            "/": {"get": _operation("index", "What there is", _envelope(schema_of(Contents, parts), parts))},
            "/openapi.json": {"get": _operation("openapi", "This document", {"type": "object"})},
            "/river/": {
                "get": _operation("river", "How far the concerns came", _envelope(schema_of(River, parts), parts))
            },
        }
        for one in RESOURCES.values():
            paths |= _paths_of(one, parts)
    schema_of(Problem, parts)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Muara {place.city.name}: read API",
            "version": VERSION,
            "summary": "What this city publishes. Nobody signs in, nothing can be written.",
            "license": {"name": "Data: CC BY-SA 4.0", "identifier": LICENCE},
            "termsOfService": LICENCE_URL,
        },
        "servers": [{"url": api_of(place).rstrip("/")}],
        "paths": paths,
        "components": {"schemas": dict(sorted(parts.items()))},
    }


def _paths_of(one: Resource[Any], parts: dict[str, Json]) -> Json:
    record = schema_of(one.shape, parts)
    filters = [
        {"name": name, "in": "query", "required": name == one.asks_for, "schema": {"type": "string"}}
        for name in one.filters
    ]
    about = f"{one.about} {'Withheld: ' + str(one.withheld) if one.withheld else ''}".strip()
    many = _envelope({"type": "array", "items": record}, parts)
    return {
        f"/{one.name}/": {
            "get": {
                **_operation(f"list_{one.name}", str(one.title), many, 400, 404),
                "description": about,
                "parameters": [*filters, *PAGING],
            }
        },
        f"/{one.name}/{{id}}/": {
            "get": {
                **_operation(f"get_{one.name}", f"{one.title}: one of them", _envelope(record, parts), 404),
                "parameters": [ID],
            }
        },
    }


def _operation(name: str, summary: str, schema: Json, *refusals: int) -> Json:
    problem = {"$ref": "#/components/schemas/Problem"}
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "Found", "content": {JSON: {"schema": schema}}},
            "304": {"description": "Nothing changed since the ETag that was sent with If-None-Match"},
            **{
                str(status): {"description": "Refused", "content": {PROBLEM: {"schema": problem}}}
                for status in refusals or (404,)
            },
        },
    }


def _envelope(data: Json, parts: dict[str, Json]) -> Json:
    return {
        "type": "object",
        "properties": {"data": data, "links": schema_of(Links, parts), "meta": schema_of(Terms, parts)},
        "required": ["data", "links", "meta"],
    }
