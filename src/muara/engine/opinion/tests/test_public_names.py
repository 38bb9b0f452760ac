"""Every public name of the engine says what it is, with an example that runs, and has its types."""

from __future__ import annotations

import functools
import inspect
import re
import typing
from collections.abc import Iterator

import pytest

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
