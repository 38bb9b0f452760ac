"""Every public name of the engine says what it is, with an example that runs, and has its types."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import re
import typing
from collections.abc import Iterator

import pytest
from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import validate

import muara.engine.opinion
import muara.engine.opinion.scale

PACKAGES = (muara.engine.opinion, muara.engine.opinion.scale)
NAMES = [(package, name) for package in PACKAGES for name in package.__all__]
by_name = pytest.mark.parametrize(
    ("package", "name"), NAMES, ids=[f"{package.__name__.rpartition('.')[2]}.{name}" for package, name in NAMES]
)


def functions_of(thing: object) -> Iterator[tuple[str, typing.Any]]:
    """Give a function, or the public methods of a class, unwrapped."""
    if inspect.isfunction(thing):
        yield thing.__name__, thing
    if inspect.isclass(thing):
        for name, member in vars(thing).items():
            if isinstance(member, classmethod | staticmethod):
                member = member.__func__
            if isinstance(member, property):
                member = member.fget
            if isinstance(member, functools.cached_property):
                member = member.func
            if inspect.isfunction(member) and not name.startswith("_"):
                yield name, member


def test_public_names_stand_in_order_and_once():
    for package in PACKAGES:
        constants, classes, others = (
            [name for name in package.__all__ if kind(name)]
            for kind in (str.isupper, lambda n: n[0].isupper() and not n.isupper(), str.islower)
        )
        assert package.__all__ == [*sorted(constants), *sorted(classes), *sorted(others)]


@by_name
def test_a_public_name_has_an_example_that_runs(package, name: str):
    thing = getattr(package, name)
    if inspect.isclass(thing) or inspect.isfunction(thing):
        examples = re.findall(r"^\s*>>> .+", thing.__doc__ or "", re.MULTILINE)
        assert examples, f"{name} has no example"
        assert not all("+SKIP" in line for line in examples), f"no example of {name} runs"
    else:
        assert re.search(rf"``{name}``", package.__doc__), f"the constant {name} is not in the text of its package"


@by_name
def test_every_method_of_a_public_name_says_what_it_does(package, name: str):
    silent = [method for method, function in functions_of(getattr(package, name)) if not function.__doc__]

    assert silent == []


@by_name
def test_a_public_name_has_all_its_types(package, name: str):
    for where, function in functions_of(getattr(package, name)):
        names = {**vars(package), **vars(inspect.getmodule(function))}
        hints = typing.get_type_hints(function, names, vars(muara.engine.opinion))
        wanted = [one for one in inspect.signature(function).parameters if one not in ("self", "cls")]
        assert [one for one in [*wanted, "return"] if one not in hints] == [], where


NOT_ASKED = {
    "ES01": "a summary that says it all needs no second paragraph",
    "SA01": "the package's own text leads from name to name",
    "RT02": "returned tuples are described name by name",
}
"""What numpydoc can ask for and is not asked for here, and why."""


def complaints(place: str, thing: object) -> list[str]:
    """Give what numpydoc finds missing: parameters with their types, what is returned, examples, form."""
    found = {code: text for code, text in validate(place)["errors"] if code not in NOT_ASKED}
    if inspect.isclass(thing):
        doc = NumpyDocString(inspect.getdoc(thing))
        told = {
            one for part in ("Parameters", "Attributes") for entry in doc[part] for one in entry.name.split(", ")
        }
        wanted = [one.name for one in dataclasses.fields(thing)] if dataclasses.is_dataclass(thing) else []
        if wanted or getattr(thing, "_is_protocol", False):  # of a dataclass the attributes are the parameters
            found.pop("PR01", None)
        if missing := [name for name in wanted if name not in told]:
            found["PR01"] = f"{missing} not described"
    return [f"{place}: {code} {text}" for code, text in found.items()]


@by_name
def test_numpydoc_finds_the_text_of_a_public_name_complete(package, name: str):
    thing = getattr(package, name)
    if inspect.isclass(thing) or inspect.isfunction(thing):
        assert complaints(f"{package.__name__}.{name}", thing) == []


@by_name
def test_numpydoc_finds_the_text_of_every_public_method_complete(package, name: str):
    if package is muara.engine.opinion and inspect.isclass(thing := getattr(package, name)):
        found = [
            one
            for method, _ in functions_of(thing)
            if callable(getattr(thing, method))
            for one in complaints(f"{package.__name__}.{name}.{method}", None)
        ]
        assert [one for one in found if ": EX01 " not in one] == []  # the example of the class shows its methods


@by_name
def test_an_error_that_a_public_function_raises_itself_is_in_its_text(package, name: str):
    for where, function in functions_of(getattr(package, name)):
        raised = set(re.findall(r"^\s+raise ([A-Z]\w+)\(", inspect.getsource(function), re.MULTILINE))
        assert [
            one for one in raised if not re.search(rf"Raises\n.*\b{one}\b", function.__doc__, re.DOTALL)
        ] == [], where
