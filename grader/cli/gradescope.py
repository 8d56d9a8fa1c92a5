"""`cnngrade gradescope`: this very grader as an autograder for Gradescope."""

from __future__ import annotations

import importlib.metadata
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from grader.cli.options import asked_source, lab_option, read_asked_lab
from grader.disk.files import LinkError, refuse_links
from grader.lab import Lab, default_lab_path, lab_file

ROOT = Path(__file__).parents[2]
DEFAULT = Path("autograder.zip")
NEEDED = ("torch", "numpy", "click", "jinja2", "pygments", "pyyaml")
_LEFT_OUT = ("__pycache__", ".mypy_cache", "exercises")
_TIME = (2020, 1, 1, 0, 0, 0)  # the same zip every time

SETUP = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds the container: Python, torch without CUDA, the libraries.
set -euo pipefail
here=/autograder/source
python=""
new='import sys; sys.exit(sys.version_info < (3, 11))'
for one in python3.13 python3.12 python3.11 python3; do
  if command -v "$one" >/dev/null && "$one" -c "$new"; then
    python="$one"; break
  fi
done
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
if [ -z "$python" ]; then
  apt-get install -y -qq python3.11; python=python3.11
fi
apt-get install -y -qq "$(basename "$(readlink -f "$(command -v "$python")")")-venv" || true
"$python" -m venv "$here/venv"
"$here/venv/bin/python" -m pip install --quiet --extra-index-url \\
  https://download.pytorch.org/whl/cpu -r "$here/requirements.txt"
"""

RUN = """\
#!/usr/bin/env bash
# Runs for each submission. AUTOGRADER and CNNGRADE_PYTHON are for trying it out elsewhere.
set -euo pipefail
root="${AUTOGRADER:-/autograder}"
python="${CNNGRADE_PYTHON:-$root/source/venv/bin/python}"
export PYTHONPATH="$root/source"
cd "$root/source"
exec "$python" -c 'import sys; from grader.cli.autograder import main; main(*sys.argv[1:])' \\
  "$root/submission" "$root/results/results.json" "$root/source/lab.toml"
"""


@click.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT,
    show_default=True,
    help="The zip to upload under Configure Autograder.",
)
@lab_option
def gradescope(out: Path, lab_path: Path | None) -> None:
    """Build Gradescope's autograder, which grades as `cnngrade submit` does.

    Exit status: 0 built; 2 wrong use.
    """
    asked = read_asked_lab(lab_path)  # a broken lab is told here, not to every student
    file = lab_file(lab_path) if lab_path is not None else default_lab_path()
    beside = _beside(asked, file.parent) if lab_path is not None else {}
    try:
        lab = file.read_bytes()
        if out == DEFAULT:  # nobody chose it: a link of this name may be anybody's
            refuse_links(Path(), [out.name])
        out.write_bytes(build(lab, beside))
    except LinkError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        message = f"cannot write {out}: {error.strerror}; choose another with --out"
        raise click.UsageError(message) from None
    click.echo(f"{out}: upload it under Configure Autograder, with the base image Ubuntu.")


def _beside(lab: Lab, folder: Path) -> dict[str, Path]:
    """What the container needs of the lab beside its file: the starter, and images of its own."""
    if lab.data.source and lab.data.known is not None:
        raise click.UsageError(
            f"the lab's data are {lab.data.source}, which Gradescope's container has not; an .npz "
            "or a folder of pictures in the lab's folder is taken along"
        )
    wanted = [folder / lab.file_name]
    if lab.data.source:
        own = folder / lab.data.source
        asked_source(lab, folder, None)  # it is there, and fits
        wanted += sorted(own.rglob("*")) if own.is_dir() else [own]
    return {path.relative_to(folder).as_posix(): path for path in wanted if path.is_file()}


def build(lab: bytes, beside: Mapping[str, Path]) -> bytes:
    """The zip: this package, what it needs, and the two scripts. The same bytes every time."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in _files(lab, beside):
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o100000 | mode) << 16
            archive.writestr(info, data)
    return whole.getvalue()


def _files(lab: bytes, beside: Mapping[str, Path]) -> Iterator[tuple[str, bytes, int]]:
    yield "setup.sh", SETUP.encode(), 0o755
    yield "run_autograder", RUN.encode(), 0o755
    yield "requirements.txt", "".join(f"{line}\n" for line in _requirements()).encode(), 0o644
    yield "lab.toml", lab, 0o644
    for name, path in beside.items():
        yield name, path.read_bytes(), 0o644
    for package in ("concepts", "grader"):
        for path in sorted((ROOT / package).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not set(parts) & set(_LEFT_OUT):
                yield "/".join(parts), path.read_bytes(), 0o644
    # where an installation and a checkout alike look for it
    yield "grader/exercises/lab.toml", lab, 0o644


def _requirements() -> Iterator[str]:
    """What is installed here, so that marks there are the marks here; torch as a CPU build."""
    for name in NEEDED:
        version = importlib.metadata.version(name).partition("+")[0]
        yield f"{name}=={version}"
