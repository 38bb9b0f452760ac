"""How a network governs itself: which form its conditions support (`fit`), and how its decisions are counted.

Pure: values in, frozen results out; no clock, no global randomness.
"""
