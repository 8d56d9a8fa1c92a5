"""Archives as strangers make them: what may be read is read, the rest is refused by name."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.batch.sheets.cells import harmless
from grader.submission.archive import ArchiveError, Bounds, is_archive, open_archive
from tests.thorough import examples

Fill = Callable[[zipfile.ZipFile], None]


def zipped(*files: tuple[str, bytes], fill: Fill | None = None) -> bytes:
    out = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        warnings.filterwarnings("ignore", "Duplicate name")  # it is meant
        for name, data in files:
            archive.writestr(_info(name), data, zipfile.ZIP_DEFLATED)
        if fill is not None:
            fill(archive)
    return out.getvalue()


def _info(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("placeholder")
    info.filename = info.orig_filename = name  # as it is, without what the library mends
    info.external_attr = mode << 16
    return info


def _link(archive: zipfile.ZipFile) -> None:
    archive.writestr(_info("link.py", stat.S_IFLNK | 0o777), "/etc/passwd")


def _device(archive: zipfile.ZipFile) -> None:
    archive.writestr(_info("device.py", stat.S_IFCHR | 0o666), "")


def tarred(*members: tarfile.TarInfo, packed: bool = False) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz" if packed else "w") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    return out.getvalue()


def _member(
    name: str, kind: bytes = tarfile.REGTYPE, target: str = "", size: int = 4
) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, size if kind == tarfile.REGTYPE else 0
    info.mtime = 1_700_000_000
    return info


def encrypted() -> bytes:
    data = bytearray(zipped(("secret.py", b"pass")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + offset
        data[at] |= 1
    return bytes(data)


# name -> (the archive, the member that is refused, words of why)
REFUSED = {
    "climbing": (zipped(("../../x.py", b"a")), "../../x.py", "leads out"),
    "climbing inside": (zipped(("a/../../x.py", b"a")), "a/../../x.py", "leads out"),
    "absolute": (zipped(("/etc/x.py", b"a")), "/etc/x.py", "absolute"),
    "drive letter": (zipped(("C:/x.py", b"a")), "C:/x.py", "absolute"),
    "NUL": (zipped(("x.py\0.txt", b"a")), "x.py\\u0000.txt", "control"),
    "NUL first": (zipped(("\0x.py", b"a")), "\\u0000x.py", "control"),
    "escape code": (zipped(("\x1b[31m.py", b"a")), "\\u001b[31m.py", "control"),
    "twice": (zipped(("x.py", b"a"), ("x.py", b"b")), "x.py", "twice"),
    "link": (zipped(fill=_link), "link.py", "link"),
    "device": (zipped(fill=_device), "device.py", "ordinary"),
    "encrypted": (encrypted(), "secret.py", "encrypted"),
    "bomb": (zipped(("bomb.py", bytes(2**24))), "bomb.py", "swells"),
    "long name": (zipped(("n" * 500, b"a")), "n" * 400, "endless"),
    "tar link": (tarred(_member("l", tarfile.SYMTYPE, "/etc/passwd")), "l", "link"),
    "tar hard link": (tarred(_member("l", tarfile.LNKTYPE, "x.py")), "l", "link"),
    "tar device": (tarred(_member("d", tarfile.CHRTYPE)), "d", "ordinary"),
    "tar pipe": (tarred(_member("p", tarfile.FIFOTYPE)), "p", "ordinary"),
    "tar climbing": (tarred(_member("../x.py")), "../x.py", "leads out"),
    "tar absolute": (tarred(_member("/x.py")), "/x.py", "absolute"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_business_there_is_refused_by_name(name: str) -> None:
    data, path, why = REFUSED[name]
    contents = open_archive("a.zip", data)
    (refused,) = contents.refused
    assert refused.path == path
    assert why in refused.why
    assert path not in [m.path for m in contents.members] or "twice" in why


@pytest.mark.parametrize(
    "name",
    [
        "con.py",
        "aux/x.py",
        "Sammy Davis Jr./x.py",
        "E. /x.py",
        "x.py.",
        "task1: final.py",
        "a: b.py",
        "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627/x.py",
        "Sto\u00adke.py",
        "\u202b\u0639\u0645\u0631\u202c/x.py",
        "\U0001f469\u200d\U0001f4bb.py",
    ],
)
def test_what_only_some_systems_mind_is_read_for_nothing_is_written_there(name: str) -> None:
    contents = open_archive("a.zip", zipped((name, b"one")))
    assert [(m.path, m.data) for m in contents.members] == [(name, b"one")]
    assert contents.refused == ()


def test_names_that_differ_in_case_or_form_are_two_files() -> None:
    names = ["x.py", "X.PY", "\u00e9.py", "e\u0301.py"]
    contents = open_archive("a.zip", zipped(*((name, name.encode()) for name in names)))
    assert [m.path for m in contents.members] == names


def test_of_one_name_twice_the_later_counts_as_where_it_is_unpacked() -> None:
    contents = open_archive("a.zip", zipped(("x.py", b"old"), ("x.py", b"new")))
    assert [m.data for m in contents.members] == [b"new"]


def test_windows_writes_backslashes_between_folders() -> None:
    data = zipped(("class\\jane\\", b""), ("class\\jane\\x.py", b"a"), ("..\\y.py", b"b"))
    contents = open_archive("a.zip", data)
    assert [m.path for m in contents.members] == ["class/jane/x.py"]
    assert [(one.path, one.why) for one in contents.refused] == [
        ("../y.py", "leads out of the archive")
    ]


def test_a_name_in_utf_8_is_read_where_a_mac_does_not_say_so() -> None:
    data = zipped(("Jos??/x.py", b"a"), ("Bj?rn/y.py", b"b"))
    data = data.replace(b"Jos??", "José".encode()).replace(b"Bj?rn", "Björn".encode("cp437"))
    assert [m.path for m in open_archive("a.zip", data).members] == ["José/x.py", "Björn/y.py"]


@pytest.mark.parametrize(
    "folder",
    [
        ".venv/lib",
        ".git/objects",
        "lab/node_modules",
        "__pycache__",
        ".ipynb_checkpoints",
        "a/Venv",
    ],
)
def test_what_a_machine_leaves_behind_counts_towards_nothing(folder: str) -> None:
    many = ((f"{folder}/{number}.py", bytes(2**17)) for number in range(300))
    contents = open_archive("a.zip", zipped(*many, ("deep/er/task1_cnn.py", b"mine")))
    assert [m.path for m in contents.members] == ["deep/er/task1_cnn.py"]
    assert contents.refused == ()


def test_the_rest_goes_on() -> None:
    files = [("a/x.py", b"one"), ("../y.py", b"two"), ("b/", b""), ("b/z.py", b"three")]
    contents = open_archive("a.zip", zipped(*files))
    assert [(m.path, m.data) for m in contents.members] == [
        ("a/x.py", b"one"),
        ("b/z.py", b"three"),
    ]
    assert [r.path for r in contents.refused] == ["../y.py"]


def test_a_tar_is_read_as_a_zip_is() -> None:
    for packed in (False, True):
        contents = open_archive("a.tar.gz", tarred(_member("./a/x.py"), packed=packed))
        (member,) = contents.members
        assert (member.path, member.data, member.modified) == ("a/x.py", bytes(4), 1_700_000_000)


def test_members_and_bytes_are_counted() -> None:
    many = zipped(*((f"{i}.py", b"x") for i in range(210)))
    contents = open_archive("a.zip", many)
    assert len(contents.members) == 200
    assert {r.why for r in contents.refused} == {"is one of more than 200 files"}
    large = zipped(*((f"{i}", os.urandom(2**19)) for i in range(5)))
    contents = open_archive("a.zip", large, Bounds(bytes=2**20))
    assert len(contents.members) == 2
    assert all("too large" in r.why for r in contents.refused)


def test_a_size_that_lies_helps_nobody() -> None:
    data = bytearray(zipped(("bomb.py", bytes(2**24))))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)  # "ten bytes", it says
    contents = open_archive("a.zip", bytes(data))
    assert not [m for m in contents.members if len(m.data) > 2**20]


@pytest.mark.slow
def test_a_gzip_that_swells_is_no_archive() -> None:
    bomb = tarred(_member("x", size=2**27), packed=True)
    with pytest.raises(ArchiveError, match="swells"):
        open_archive("a.tar.gz", bomb)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04" + bytes(50), b"\x1f\x8bx", b"no archive at all"]
)
def test_what_is_no_archive_is_one_sentence(data: bytes) -> None:
    with pytest.raises(ArchiveError, match="cannot be read as an archive"):
        open_archive("a\x1b.zip", data)


@pytest.mark.parametrize("body", [b"1" * 200_000, b"4 a\n" * 50_000], ids=["digits", "records"])
def test_headers_that_cost_the_square_of_their_length_are_refused(body: bytes) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, len(body)
    data = header.tobuf(tarfile.USTAR_FORMAT) + body + bytes(-len(body) % 512)
    with pytest.raises(ArchiveError, match="headers are longer than any program writes"):
        open_archive("a.tar", data + tarred(_member("x.py")))


def test_what_honest_programs_write_into_headers_is_read() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for number in range(200):
            member = _member(f"{'é' * 190}{number}.py")
            member.pax_headers = {"LIBARCHIVE.xattr.com.apple.quarantine": "x" * 500}
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    contents = open_archive("a.tar", out.getvalue())
    assert len(contents.members) == 200
    assert not contents.refused


@pytest.mark.parametrize("root", ["", "export/", "a/b/"])
@pytest.mark.parametrize("beside", [(), (("grades.csv", b""), ("notes/x", b""))])
def test_no_folder_takes_the_place_of_another(
    root: str, beside: tuple[tuple[str, bytes], ...]
) -> None:
    many = [(f"{root}ann/{i:02}/x.py", b"x") for i in range(40)]
    few = [(f"{root}{who}/{i}.py", b"y") for who in ("bob", "zoe") for i in range(3)]
    bounds = Bounds(members=20)
    contents = open_archive("a.zip", zipped(*many, *few, *beside), bounds)
    paths = {member.path for member in contents.members}
    assert {path for path, _ in (*few, *beside)} <= paths
    assert len(paths) == 20
    assert {one.why for one in contents.refused} == {"is one of more than 20 files"}
    large = [(f"{root}ann/{i}", os.urandom(200)) for i in range(10)]
    small = Bounds(bytes=1_000)
    contents = open_archive("a.zip", zipped(*large, *few, *beside), small)
    paths = {member.path for member in contents.members}
    assert {path for path, _ in (*few, *beside)} <= paths
    assert sum(len(member.data) for member in contents.members) == 4 * 200 + 6
    assert all("too large" in one.why for one in contents.refused)


def test_where_all_fits_nothing_is_left_out() -> None:
    many = [(f"class/ann/{i:02}.py", b"x") for i in range(50)]
    contents = open_archive("a.zip", zipped(*many, ("class/zoe.py", b"")), Bounds(members=51))
    assert len(contents.members) == 51


@settings(max_examples=examples(200))
@given(st.data())
def test_damage_is_refused_or_read(data: st.DataObject) -> None:
    whole = data.draw(
        st.sampled_from(
            [
                zipped(("x.py", b"abc" * 50)),
                tarred(_member("x.py")),
                tarred(_member("y"), packed=True),
            ]
        )
    )
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        open_archive("a.tgz", bytes(damaged))
    except ArchiveError:
        return


def test_archives_are_known_by_what_they_hold() -> None:
    assert is_archive("x.py", zipped(("a", b"")))
    assert is_archive("x", tarred(_member("a")))
    assert is_archive("x.tar.gz", tarred(_member("a"), packed=True))
    assert not is_archive("x.py", b"import torch\n")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        *(("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)")),
        *(("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("  =1", "'  =1"), ("＝1", "'＝1")),
        *(("-3.5", "-3.5"), ("+2", "+2"), ("Ann", "Ann"), ("a=b", "a=b"), ("", "")),
    ],
)
def test_cells(cell: str, shown: str) -> None:
    assert harmless(cell) == shown
