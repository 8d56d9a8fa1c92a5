"""`cnngrade data`: fetch MNIST once, so that grading never has to."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.data import DataError, Source, cache_folder, fetch, find_data
from grader.disk.files import LinkError, refuse_links_within


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--show", is_flag=True, help="Only say which digits would be used.")
def data(folder: Path | None, show: bool) -> None:
    """Fetch MNIST through torchvision into FOLDER (default: your cache folder).

    Grading looks in --data, $CNNGRADE_DATA and the cache folder, in this order, and uses the
    embedded digits otherwise. It never downloads anything.
    """
    if show:
        click.echo(_tell(_find(folder)))
        return
    target = folder if folder is not None else cache_folder()
    try:
        refuse_links_within(target / "MNIST")
    except LinkError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"Fetching MNIST (about 12 MB) into {target} …")
    try:
        fetch(target)
    except (DataError, OSError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(3)
    click.echo(_tell(_find(target)))


def _find(folder: Path | None) -> Source:
    try:
        return find_data(folder)
    except DataError as error:
        raise click.UsageError(str(error)) from None


def _tell(source: Source) -> str:
    if source.folder is None:
        return "Grading uses the embedded digits: 1,797 handwritten ones of scikit-learn."
    return f"Grading uses MNIST in {source.folder} ({source.found_by})."
