"""What a mark is beside what the machine found: a tutor's judgement, written answers, lateness.

Data flows one way: what tutors wrote is read (`lines.py`, `written.py`, `lateness.py`), applied to
the rows of a class (`apply.py`), and shown in what goes out (`pages.py`). All but reading and
writing files is pure, and nothing of it is kept in the results: it is applied anew at each run.
"""
