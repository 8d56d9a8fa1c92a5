"""Which runs a trainer is asked for at a time."""

from __future__ import annotations

from grader.experiment.nouns import Design
from grader.experiment.runs import MOST_BESIDE, jobs_of, together

from .books import OWN, WIDE


def test_a_gpu_has_the_seeds_of_a_setting_at_a_time() -> None:
    """So many as are trained side by side at most; a processor has one run, each in its turn."""
    design = Design("net.py", "abc", ("channels", "kernel"), (OWN, WIDE))
    jobs = jobs_of(design, range(1, MOST_BESIDE + 3), 640, "here")
    groups = together(jobs, "cuda")
    assert [job for group in groups for job in group] == list(jobs)
    assert {len(group) for group in groups} == {MOST_BESIDE, 2}
    assert all(len({job.variant.name for job in group}) == 1 for group in groups)
    assert together(jobs, "cpu") == [(job,) for job in jobs]
