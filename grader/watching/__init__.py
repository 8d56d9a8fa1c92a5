"""A file is watched: each save graded, and what is known of it shown as it comes.

`looking` says when a text was saved, `states` what that means, `screen` what is to be seen of it;
all three are functions of what they are told. `working` has a text graded, `serving` gives the
page to a browser. The command line (`grader/cli/watch.py`) brings them together.
"""
