"""What both processes with torch share: the probe beside student code, and the trainer.

Nothing here is imported by the parent process, which never imports torch.
"""
