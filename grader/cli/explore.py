"""`cnngrade explore`: a page to play with, on one's own disk."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from grader.cli.matrices import plainly
from grader.cli.spelling import spelled
from grader.disk.files import LinkError, put_file


@click.command()
@click.argument("network", required=False)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("explore.html"),
    show_default=True,
    help="The page to write.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@plainly
def explore(network: str | None, out: Path, open_page: bool) -> None:
    """Write explore.html: pooling, convolution and receptive fields to play with.

    NETWORK is one line ("conv 10 k5; max k2"), for the fields. The page is one file that works
    offline, in any browser.

    Exit status: 0 written, 2 wrong use.
    """
    from grader.data.digits import held_out_digits
    from grader.explore.lines import checked_line
    from grader.explore.page import render_explore

    line = "" if network is None else checked_line(network)
    images, labels = held_out_digits()
    page = render_explore(images[SHOWN].tobytes(), int(labels[SHOWN]), line)
    try:
        put_file(out, page.encode())
    except LinkError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"cannot write {out}: {error.strerror}") from None
    click.echo(spelled(f"The page to play with: {out}"))
    if open_page and not webbrowser.open(out.resolve().as_uri()):
        click.echo("No browser could be opened here; open the page by hand.", err=True)


SHOWN = 3  # of the held-out digits: a 5, on whose curves an edge filter has something to do
