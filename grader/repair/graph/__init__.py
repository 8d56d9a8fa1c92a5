"""A cause in a network that runs, as the smallest change of its graph with which a check holds.

`apply.py` makes a change, `candidates.py`, `layers.py` and `apart.py` know which there are,
`known.py` what of the measurements still holds behind one, and `search.py` keeps what mends and
breaks nothing.
"""
