"""The parent's end of the trainer, and the life of its process. No torch here."""

from grader.training.process import TrainerFacts, TrainerFailed
from grader.training.trainer import Trainer

__all__ = ["Trainer", "TrainerFacts", "TrainerFailed"]
