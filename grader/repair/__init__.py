"""A cause as the smallest change with which the rest works: edits as data, tried one by one.

`slips_*.py` know what people do wrong with names, calls, layers and statements, and what the same
text would be without it; `search.py` has each tried, and keeps the smallest that mends.
"""
