"""Deliveries from outside: what is taken in, what is refused and why."""

import io
import os
import stat
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.archive_names import ArchiveRefused, NameCheck, Reason
from portal.lib.safe_archives import ArchiveLimits, take_in
from portal.lib.zip_directory import has_more_entries
from portal.lib.zip_streams import Member, zip_stream

DEFAULT = ArchiveLimits()


def zipped(path, members, **changes):
    """A ZIP of (name, bytes); `changes` are set on the last entry."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in changes.items():
                setattr(info, key, value)
            archive.writestr(info, data)
    return path


def refused(source, tmp_path, limits=DEFAULT):
    target = tmp_path / "taken"
    with pytest.raises(ArchiveRefused) as caught:
        take_in(source, target, limits)
    assert not target.exists()
    assert str(caught.value) == f"{caught.value.file}: {caught.value.reason}"
    return caught.value.file, caught.value.reason


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


FILES = {"manifest.json": b"{}", "invoices/Größe 1.xml": b"<a/>" * 50_000, "calls/leer.csv": b""}


def test_e3_takes_in_a_zip(tmp_path):
    source = zipped(tmp_path / "run.zip", [("invoices/", b""), *FILES.items()])
    assert take_in(source, tmp_path / "taken") == tuple(sorted(FILES))
    assert contents(tmp_path / "taken") == FILES


def test_e3_takes_in_a_directory(tmp_path):
    for name, data in FILES.items():
        (tmp_path / "run" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "run" / name).write_bytes(data)
    assert take_in(tmp_path / "run", tmp_path / "taken") == tuple(sorted(FILES))
    assert contents(tmp_path / "taken") == FILES


def test_e3_takes_in_our_own_streamed_zip(tmp_path):
    source = tmp_path / "run.zip"
    source.write_bytes(b"".join(zip_stream([Member("a.csv", [b"1;2\r\n"] * 9, folder="x"), Member("b", [])])))
    assert take_in(source, tmp_path / "taken") == ("b", "x/a.csv")


def test_e3_takes_in_a_zip64(tmp_path):
    source = tmp_path / "run.zip"
    with zipfile.ZipFile(source, "w") as archive, archive.open("a.csv", "w", force_zip64=True) as entry:
        entry.write(b"1;2")
    take_in(source, tmp_path / "taken")
    assert contents(tmp_path / "taken") == {"a.csv": b"1;2"}


def test_e3_never_writes_into_what_is_there(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine").write_text("mine")
    with pytest.raises(FileExistsError):
        take_in(zipped(tmp_path / "run.zip", [("a", b"")]), tmp_path / "taken")
    assert contents(tmp_path / "taken") == {"mine": b"mine"}


def test_e3_a_missing_source_is_no_refusal(tmp_path):
    with pytest.raises(FileNotFoundError):
        take_in(tmp_path / "nothing.zip", tmp_path / "taken")
    assert not (tmp_path / "taken").exists()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil", Reason.PARENT),
        ("a/../../evil", Reason.PARENT),
        ("./a", Reason.PARENT),
        ("a//b", Reason.PARENT),
        ("..", Reason.PARENT),
        ("/etc/passwd", Reason.ABSOLUTE),
        ("C:/boot.ini", Reason.ABSOLUTE),
        ("..\\evil", Reason.BACKSLASH),
        ("a\nb", Reason.CONTROL),
        ("a\u202eb", Reason.CONTROL),
        ("x" * 201, Reason.LONG_NAME),
        ("a/" * 8 + "b", Reason.LONG_NAME),
    ],
)
def test_e3_refuses_unsafe_names(tmp_path, name, reason):
    source = zipped(tmp_path / "run.zip", [("good", b"1"), (name, b"2")])
    before = set(tmp_path.rglob("*"))
    file, why = refused(source, tmp_path)
    assert why == reason
    assert file.isprintable()
    assert set(tmp_path.rglob("*")) == before


def test_e3_refuses_a_name_cut_by_a_nul(tmp_path):
    source = zipped(tmp_path / "run.zip", [("good.xml/../../evil", b"1")])
    source.write_bytes(source.read_bytes().replace(b"good.xml/", b"good.xml\0"))
    assert refused(source, tmp_path)[1] in (Reason.CONTROL, Reason.PARENT)


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644, stat.S_IFCHR | 0o644])
def test_e3_refuses_links_and_devices_in_a_zip(tmp_path, mode):
    source = zipped(tmp_path / "run.zip", [("link", b"/etc/passwd")], external_attr=mode << 16)
    assert refused(source, tmp_path) == ("link", Reason.SPECIAL)


def test_e3_refuses_links_in_a_directory(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "link").symlink_to("/etc/passwd")
    assert refused(tmp_path / "run", tmp_path) == ("link", Reason.SPECIAL)


def test_e3_refuses_linked_folders_and_linked_sources(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run" / "sub").symlink_to(tmp_path / "elsewhere")
    assert refused(tmp_path / "run", tmp_path) == ("sub", Reason.SPECIAL)
    (tmp_path / "alias").symlink_to(tmp_path / "elsewhere")
    assert refused(tmp_path / "alias", tmp_path) == ("alias", Reason.SPECIAL)


def test_e3_refuses_pipes_without_waiting_for_them(tmp_path):
    (tmp_path / "run").mkdir()
    os.mkfifo(tmp_path / "run" / "pipe")
    assert refused(tmp_path / "run", tmp_path) == ("pipe", Reason.SPECIAL)
    assert refused(tmp_path / "run" / "pipe", tmp_path) == ("pipe", Reason.SPECIAL)


def test_e3_refuses_directory_names_that_are_not_utf8(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / os.fsdecode(b"Gr\xf6sse.xml")).write_bytes(b"")
    assert refused(tmp_path / "run", tmp_path)[1] == Reason.NOT_UTF8


def test_e3_refuses_zip_names_that_are_not_utf8(tmp_path):
    source = zipped(tmp_path / "run.zip", [("Gruesse.xml", b"1")])
    plain = source.read_bytes()
    source.write_bytes(plain.replace(b"Gruesse", b"Gr\x81\xe1e.."))
    assert refused(source, tmp_path)[1] == Reason.NOT_UTF8
    source = zipped(tmp_path / "run.zip", [("Grüße.xml", b"1")])
    source.write_bytes(source.read_bytes().replace("ü".encode(), b"\xff\xfe"))
    assert refused(source, tmp_path)[1] == Reason.UNREADABLE


@pytest.mark.parametrize("flag", [0x1, 0x40])
def test_e3_refuses_encrypted_files(tmp_path, flag):
    source = zipped(tmp_path / "run.zip", [("secret", b"1")])
    data = bytearray(source.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= flag
    source.write_bytes(data)
    assert refused(source, tmp_path) == ("secret", Reason.ENCRYPTED)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_e3_refuses_other_packing_methods(tmp_path, method):
    with zipfile.ZipFile(tmp_path / "run.zip", "w", method) as archive:
        archive.writestr("a", b"1")
    assert refused(tmp_path / "run.zip", tmp_path) == ("a", Reason.METHOD)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "names",
    [
        ("a", "a"),
        ("a.xml", "A.XML"),
        ("a", "a/b"),
        ("a/b", "a"),
        ("Straße", "STRASSE"),
        ("\u00e4", "a\u0308"),
    ],
)
def test_e3_refuses_doubled_names(tmp_path, names):
    source = zipped(tmp_path / "run.zip", [(name, b"1") for name in names])
    assert refused(source, tmp_path)[1] == Reason.DUPLICATE


def test_e3_refuses_too_many_files(tmp_path):
    limits = ArchiveLimits(files=3)
    members = [(f"{number}", b"1") for number in range(4)]
    assert refused(zipped(tmp_path / "run.zip", members), tmp_path, limits) == ("run.zip", Reason.TOO_MANY)
    (tmp_path / "run").mkdir()
    for name, data in members:
        (tmp_path / "run" / name).write_bytes(data)
    assert refused(tmp_path / "run", tmp_path, limits)[1] == Reason.TOO_MANY
    assert len(take_in(zipped(tmp_path / "fits.zip", members[:3]), tmp_path / "taken", limits)) == 3


def test_e3_counts_entries_itself(tmp_path):
    source = zipped(tmp_path / "run.zip", [(f"{number}", b"1") for number in range(9)])
    data = bytearray(source.read_bytes())
    struct.pack_into("<2H", data, data.rindex(b"PK\x05\x06") + 8, 1, 1)  # claims one file
    assert has_more_entries(io.BytesIO(data), 8)
    assert not has_more_entries(io.BytesIO(data), 9)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (ArchiveLimits(file_bytes=99_999), Reason.FILE_TOO_LARGE),
        (ArchiveLimits(total_bytes=199_999), Reason.TOTAL_TOO_LARGE),
    ],
)
def test_e3_bounds_hold_for_zip_and_directory(tmp_path, limits, reason):
    members = [("a", os.urandom(100_000)), ("b", os.urandom(100_000))]
    (tmp_path / "run").mkdir()
    for name, data in members:
        (tmp_path / "run" / name).write_bytes(data)
    assert refused(zipped(tmp_path / "run.zip", members), tmp_path, limits)[1] == reason
    assert refused(tmp_path / "run", tmp_path, limits)[1] == reason
    fitting = ArchiveLimits(file_bytes=100_000, total_bytes=200_000)
    take_in(tmp_path / "run.zip", tmp_path / "taken", fitting)


def bomb(path, size, *, claimed=None):
    """A ZIP of `size` zeros: one packed megabyte over and over; its header may claim another size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = megabyte * (size // 1_000_000) + packer.flush()
    sizes = (0, len(packed), min(size if claimed is None else claimed, 0xFFFFFFFE))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, *sizes, 5, 0) + b"zeros"
    record = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, *sizes, 5, 0, 0, 0, 0, 0, 0) + b"zeros"
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(record), len(local) + len(packed), 0)
    path.write_bytes(local + packed + record + end)
    return path


def test_e3_a_bomb_is_refused_by_what_comes_out_not_by_its_header(tmp_path):
    honest = bomb(tmp_path / "run.zip", 300_000_000)
    assert refused(honest, tmp_path) == ("zeros", Reason.RATIO)
    lenient = ArchiveLimits(ratio=10**9, file_bytes=50_000_000)
    assert refused(honest, tmp_path, lenient) == ("zeros", Reason.FILE_TOO_LARGE)
    lying = bomb(tmp_path / "run.zip", 300_000_000, claimed=10)
    assert refused(lying, tmp_path) == ("zeros", Reason.DAMAGED)


def test_e3_ten_gigabytes_of_zeros_need_no_memory(tmp_path):
    source = bomb(tmp_path / "run.zip", 10_000_000_000)
    tracemalloc.start()
    try:
        limits = ArchiveLimits(file_bytes=100_000_000)
        assert refused(source, tmp_path, limits) == ("zeros", Reason.FILE_TOO_LARGE)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_e3_small_files_may_be_monotonous(tmp_path):
    source = zipped(tmp_path / "run.zip", [("zeros", bytes(1_000_000))])
    assert take_in(source, tmp_path / "taken") == ("zeros",)


def test_e3_refuses_entries_that_share_bytes(tmp_path):
    with zipfile.ZipFile(tmp_path / "run.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one", os.urandom(500))
        archive.writestr("two", os.urandom(500))
        archive.infolist()[1].header_offset = 0
    assert refused(tmp_path / "run.zip", tmp_path) == ("two", Reason.DAMAGED)


def test_e3_refuses_changed_bytes(tmp_path):
    source = zipped(tmp_path / "run.zip", [("a", b"x" * 10)])
    data = bytearray(source.read_bytes())
    data[14 + data.index(b"PK\x03\x04")] ^= 1  # harmless: the checksum that counts stands in the directory
    data[16 + data.index(b"PK\x01\x02")] ^= 1
    source.write_bytes(data)
    assert refused(source, tmp_path) == ("a", Reason.DAMAGED)


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"no archive at all" * 99, b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 18],
)
def test_e3_refuses_what_is_no_zip(tmp_path, data):
    (tmp_path / "run.zip").write_bytes(data)
    assert refused(tmp_path / "run.zip", tmp_path) == ("run.zip", Reason.UNREADABLE)


@given(st.data())
def test_e3_any_damage_is_refused_or_harmless(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damage")
    source = zipped(folder / "run.zip", [("a/b.xml", b"<a/>" * 30), ("c", b"")])
    original = source.read_bytes()
    cut = data.draw(st.integers(0, len(original)))
    changed = bytearray(original[:cut] if data.draw(st.booleans()) else original)
    for position in data.draw(st.lists(st.integers(0, len(original) - 1), max_size=6)):
        if position < len(changed):
            changed[position] = data.draw(st.integers(0, 255))
    source.write_bytes(changed)
    try:
        names = take_in(source, folder / "taken")
    except ArchiveRefused:
        assert not (folder / "taken").exists()
    else:
        assert set(names) == set(contents(folder / "taken"))
    assert {p.name for p in folder.iterdir()} <= {"run.zip", "taken"}


@given(st.lists(st.text(max_size=12), max_size=6))
def test_e3_accepted_names_stay_below_the_target(names):
    check = NameCheck(1_000)
    for name in names:
        try:
            check.add(name, is_folder=False)
        except ArchiveRefused:
            continue
        assert os.path.normpath(os.path.join("/target", name)) == "/target/" + name
