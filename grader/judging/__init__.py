"""The judge from outside: its process, and what runs and trains on its behalf. No torch here."""

from grader.judging.judge import Judge, JudgeLost
from grader.judging.processes import Processes

__all__ = ["Judge", "JudgeLost", "Processes"]
