"""The trusted trainer: a process of its own, used for one submission after another.

`python -m grader.trainer PARENT [NAME PLACE FORM]`, started by process number PARENT, with which it
ends, takes its images from PLACE, written in that form, or the embedded digits. It reads frames
(grader/wire/frame.py) from stdin and writes frames to stdout:

- at the start, once it is warm, one frame {"ready": facts};
- for {"ask": "train", "tensors", "train", "eval", "proofs", "uses", "unproven", "recipe",
  "thresholds", "input_shape", "classes", "things", "weights"} one frame {"behaviour", "training"};
- for {"ask": "score", "training", "before", "after", "recipe", "thresholds", "classes",
  "things"} one
  frame {"training"}: log-probabilities of held-out images that a sandbox made are scored;
- for {"ask": "try", "made", "recipe", "thresholds", "classes", "things", "seeds", "keep"} one frame
  {"trials", "numbers"}: a setting of an experiment is trained from each of these seeds; with "keep"
  the numbers are those that each ended with;
- for {"ask": "test"} with "numbers" in place of "seeds" and "keep" one frame {"share", "of"}: what
  it reads of the test images;
- at SIGUSR1, amid a request, it gives that up: {"failed": "called off"};
- for {"ask": "explore", "shares", "wanted"} with the rest as of "train" one frame {"explored"}: it
  is trained to the recipe's end, and its numbers are kept after these shares of the way;
- at the end of stdin it ends.

A request that it cannot serve is answered with {"failed": one sentence}. Graphs are as in
grader/graph/encode.py, dataclasses as in grader/wire/records.py; where bytes are meant stands the
number of their blob.
"""
