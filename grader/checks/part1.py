"""Part 1: the answer sheet's numbers (Q6 and Q7)."""
