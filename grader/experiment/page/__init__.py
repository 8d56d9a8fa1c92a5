"""The page of an experiment: one file, no script, no outside address.

Positions are shares of a width, so that a drawing is as wide as its reader's screen and its text
as large as any other. Behind each drawing is a table with the same numbers.
"""
