"""`cnngrade start`: the exercise files, ready to be filled in."""

from __future__ import annotations

from pathlib import Path

import click

from grader.lab import exercises_folder

FILES = ("README.md", "task1_cnn.py", "part1.toml")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def start(folder: Path) -> None:
    """Copy the exercise files into FOLDER; what is there already is never overwritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        done = [_copy(exercises_folder() / name, folder / name) for name in FILES]
    except OSError as error:
        raise click.UsageError(f"cannot write to {folder}: {error.strerror}") from None
    for line in done:
        click.echo(line)
    script = str(folder / "task1_cnn.py")
    quoted = f'"{script}"' if " " in script else script  # for every shell alike
    click.echo(f"\nNext: fill in Net, then  cnngrade submit {quoted}")


def _copy(source: Path, target: Path) -> str:
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(source.read_text(encoding="utf-8"))
    except FileExistsError:
        return f"kept   {target} (it was there already)"
    return f"wrote  {target}"
