"""The demo city "Purwokerto (data contoh)": what its people say, and the truth planted in how they vote.

Pure Python: nothing in this package imports Django. ``plan.plan()`` builds everything; ``home.fill`` writes
it through the actions of the rooms. The planted truths are told in ``docs/explanation/demo-city.md``.
"""
