"""Part 1: the answer sheet's numbers (Q6 and Q7), marked by `concepts`."""
from grader.checks.verdict import Verdict, check
@check()
def q6_max_pooling(evidence, lab):
    """Q6"""
    return Verdict("absent")
@check()
def q6_average_pooling(evidence, lab):
    """Q6"""
    return Verdict("absent")
@check()
def q7_counts(evidence, lab):
    """Q7"""
    return Verdict("absent")
