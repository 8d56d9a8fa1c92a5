"""A lab tried out before a class has it: its solution, its starter, and what its checks see."""
