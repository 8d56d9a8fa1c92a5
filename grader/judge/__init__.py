"""The judge: a process without files or a network that reads what a student handed in.

`python -m grader.judge PARENT MEMORY_MB`, started by process number PARENT. Opening archives,
parsing Python, JSON and TOML, judging, colouring and drawing all happen here, for each of them
has cost some version of Python more time or memory than a machine has. Nothing of a student's is
run. The process warms up, confines itself as the probe does, and then knows only its pipes; the
parent's end (`grader.judging`) holds the clock.

out:  {}                                      it is warm
in:   {"ask": NAME, …}                        a question, see `tasks`
out:  {"errand": NAME, …}                     something must be run or trained first …
in:   …                                       … and that is what came of it; any number of times
out:  {…}                                     the answer,
      {"refused": SENTENCE, "kind": …}        or why there is none,
      {"failed": SENTENCE, "told": TRACEBACK} or that the judge itself went wrong
"""
