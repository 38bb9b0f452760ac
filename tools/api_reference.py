"""The tables of docs/reference/api.md, made from the OpenAPI document.

python tools/api_reference.py    write them again
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "api.md"
MARK = "<!-- From here on written by tools/api_reference.py -->\n"


def kind_of(schema: dict[str, Any]) -> str:
    """Say in a word or two what a field holds."""
    if "anyOf" in schema:
        return f"{kind_of(schema['anyOf'][0])} or null"
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if schema["type"] == "array":
        return f"list of {kind_of(schema['items'])}"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    return {"date": "day", "date-time": "moment"}.get(schema.get("format", ""), schema["type"])


def table_of(name: str, schema: dict[str, Any]) -> list[str]:
    rows = [
        f"| `{field}` | {kind_of(one)} | {one.get('description', '')} |"
        for field, one in schema["properties"].items()
    ]
    return [f"### {name}", "", schema["description"], "", "| field | holds | says |", "|---|---|---|", *rows, ""]


def reference() -> str:
    """Return the part of the page that follows from the document."""
    from muara.web.cities.models import City
    from muara.web.opendata.openapi import document_of
    from muara.web.opendata.place import Place

    place = Place(City(slug="KOTA", name="KOTA"), datetime(2026, 1, 1, tzinfo=UTC), "https://muara.example")
    document = document_of(place)
    lines = ["## Lists", "", "| address | gives | also takes | about |", "|---|---|---|---|"]
    for path, told in document["paths"].items():
        one = told["get"]
        if not path.endswith("/") or "{" in path or path in {"/", "/river/"}:
            continue
        record = one["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["data"]["items"]
        filters = [given for given in one["parameters"] if given["name"] not in {"limit", "after"}]
        names = ", ".join(f"`{given['name']}`" + (" (needed)" if given["required"] else "") for given in filters)
        lines.append(f"| `{path}` | {kind_of(record)} | {names} | {one['description']} |")
    lines += ["", "## Records", ""]
    for name, schema in document["components"]["schemas"].items():
        lines += table_of(name, schema)
    return "\n".join(lines).rstrip() + "\n"


def written() -> str:
    """Return the whole page as it should be."""
    return PAGE.read_text(encoding="utf-8").partition(MARK)[0] + MARK + "\n" + reference()


def main() -> int:
    sys.path.insert(0, str(PAGE.parents[2] / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muara.web.config.settings")
    import django

    django.setup()
    PAGE.write_text(written(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
