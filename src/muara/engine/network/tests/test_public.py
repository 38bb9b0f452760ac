"""What is public says what it does, with an example that is run (`--doctest-modules` runs it)."""

import doctest
import inspect
import re

import pytest

from muara.engine import network

PUBLIC = [name for name in network.__all__ if inspect.isclass(thing := getattr(network, name)) or callable(thing)]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_an_example(name):
    thing = getattr(network, name)
    if name == "Id":
        return  # int or str
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")

    assert examples, f"{name} has no example"
    assert any(example.want for example in examples), f"the example of {name} shows nothing"


@pytest.mark.parametrize("name", [name for name in PUBLIC if inspect.isfunction(getattr(network, name))])
def test_every_public_function_says_what_it_does_and_takes_annotated_arguments(name):
    function = getattr(network, name)

    assert (inspect.getdoc(function) or "").splitlines()[0].endswith((".", ":", "?", "nobody.")), name
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(one.annotation is not inspect.Parameter.empty for one in signature.parameters.values())


@pytest.mark.parametrize("name", [name for name in PUBLIC if inspect.isfunction(getattr(network, name))])
def test_an_error_that_a_public_function_raises_itself_is_in_its_text(name):
    function = getattr(network, name)

    raised = set(re.findall(r"^\s+raise ([A-Z]\w+)\(", inspect.getsource(function), re.MULTILINE))

    assert {error for error in raised if error not in (inspect.getdoc(function) or "")} == set()


@pytest.mark.parametrize("name", [name for name in PUBLIC if inspect.isclass(getattr(network, name))])
def test_every_public_method_says_what_it_does(name):
    members = {
        key: getattr(member, "fget", None) or getattr(member, "func", None) or getattr(member, "__func__", member)
        for key, member in vars(getattr(network, name)).items()
        if not key.startswith("_")
    }

    assert [key for key, member in members.items() if inspect.isfunction(member) and not member.__doc__] == []


def test_the_list_of_public_names_is_whole_and_in_order():
    imported = {
        name for name, thing in vars(network).items()
        if not name.startswith("_") and not inspect.ismodule(thing) and name != "annotations"
    }  # fmt: skip

    assert imported == set(network.__all__)
    assert len(network.__all__) == len(set(network.__all__))
