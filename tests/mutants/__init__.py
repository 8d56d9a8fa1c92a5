"""Networks written in many ways, right and wrong, to hold the grader against.

A `Design` is a list of steps; `render` writes it as a student would, in one of many styles;
`right` makes designs that are all right, `mistakes` changes one thing in them, and `grading`
says what the grader makes of the text.
"""
