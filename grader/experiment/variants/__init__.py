"""Settings as changes of a graph: pure, and nothing of the student's is run or edited."""
