"""Real answers and real files, bent at random: what reads them raises what it declares, no more.

`python -m tests.fuzz SECONDS [SEED]`; `make fuzz` gives it five minutes.
"""
