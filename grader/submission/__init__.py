"""What a student handed in: found, opened, decoded; `grader.script` reads the text."""
