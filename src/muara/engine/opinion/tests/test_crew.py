import os
import threading

import pytest

from muara.engine.opinion.crew import MOST, beside, cores, each


def where_it_ran(_=None):
    return threading.current_thread().name


@pytest.fixture
def hands(monkeypatch):
    """Say how many cores there are."""

    def set_to(number):
        monkeypatch.setenv("MUARA_CORES", str(number))

    return set_to


@pytest.mark.parametrize(("asked", "wanted"), [("1", 1), ("3", 3), ("20", 20)])
def test_a_number_of_cores_that_was_asked_for_is_taken_as_it_is(hands, asked, wanted):
    hands(asked)

    assert cores() == wanted


@pytest.mark.parametrize("asked", [None, "", "0", "-2", "many", "1.5"])
def test_else_the_cores_that_this_process_may_use_count(monkeypatch, asked):
    monkeypatch.delenv("MUARA_CORES", raising=False)
    if asked is not None:
        monkeypatch.setenv("MUARA_CORES", asked)

    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {4, 5, 9}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert cores() == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(50)), raising=False)
    assert cores() == MOST == 8


@pytest.mark.parametrize(("counted", "wanted"), [(6, 6), (None, 1)])
def test_where_a_system_does_not_tell_them_all_cores_count_or_one(monkeypatch, counted, wanted):
    monkeypatch.delenv("MUARA_CORES", raising=False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: counted)

    assert cores() == wanted


def test_pieces_are_shared_out_and_come_back_in_their_order(hands):
    hands(2)
    both = threading.Barrier(2, timeout=5)  # passes only if two pieces are under way at a time

    def work(piece):
        both.wait()
        return piece, where_it_ran()

    found = list(each(work, [3, 1, 4, 1]))

    assert [piece for piece, _ in found] == [3, 1, 4, 1]
    assert len({name for _, name in found}) == 2
    assert all(name.startswith("muara-opinion") for _, name in found)


def test_there_are_no_more_hands_than_cores(hands):
    hands(2)
    inside, most, lock = 0, 0, threading.Lock()
    third = threading.Event()

    def work(piece):
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            if inside > 2:
                third.set()
        third.wait(0.05)
        with lock:
            inside -= 1

    list(each(work, range(6)))

    assert most == 2


@pytest.mark.parametrize(("number", "pieces", "alone"), [(1, 3, False), (4, 1, False), (4, 3, True)])
def test_one_core_one_piece_or_a_wish_to_be_alone_need_no_thread(hands, number, pieces, alone):
    hands(number)

    assert set(each(where_it_ran, range(pieces), alone=alone)) == {where_it_ran()}


def test_the_main_work_stays_in_its_thread_and_the_others_wait_for_each_other_beside_it(hands):
    hands(2)
    begun = threading.Event()

    def main():
        assert begun.wait(5)  # the others do not wait for it
        return where_it_ran()

    def other():
        begun.set()
        return where_it_ran()

    here, *beside_it = beside(main, other, where_it_ran)

    assert here == where_it_ran()
    assert len(set(beside_it)) == 1
    assert beside_it[0].startswith("muara-beside")


@pytest.mark.parametrize(("number", "alone"), [(1, False), (4, True)])
def test_alone_one_work_follows_the_other_here(hands, number, alone):
    hands(number)
    done = []

    found = beside(*(lambda n=n: done.append(n) or where_it_ran() for n in range(3)), alone=alone)

    assert done == [0, 1, 2]
    assert found == [where_it_ran()] * 3
