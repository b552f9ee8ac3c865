"""Parts: the Parquet files of a table, one per block. Each is written under a temporary name and then renamed."""

from __future__ import annotations

import base64
import errno
import os
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from aicompete.batch.errors import FolderError
from aicompete.batch.store.tables import decoded_schema

MANIFEST = "manifest.json"
TEMPORARY = ".tmp"
DAMAGED = "damaged"
MARK = b"design"
"""Metadata key of a part under which it says which runs it holds (``Block.mark``)."""
SUMS = b"parts"
"""Metadata key of a status part for the sizes and checksums of its block's other parts."""
BATCH = 1 << 16  # values encoded at a time: a third faster to write than the default of 1,024
CHUNK = 1 << 20


def part_name(block: int) -> str:
    """File name of a block's part."""
    return f"part-{block:06d}.parquet"


def part_path(folder: Path, table: str, block: int) -> Path:
    """Path of a block's part in a table."""
    return folder / table / part_name(block)


def part_paths(folder: Path, table: str) -> list[Path]:
    """Paths of all parts of a table, in the order of the design."""
    return sorted((folder / table).glob("part-*.parquet"))


def write_tables(tables: Iterable[pa.Table], path: Path, more: Mapping[bytes, bytes] | None = None) -> str:
    """Write tables of one schema as the row groups of one Parquet file. Returns its checksum.

    The file appears only once it is complete. Dictionary-encoded columns are written as they are, under a schema that
    declares them as strings, so that readers see plain text. ``more`` is further metadata.
    """
    import pyarrow.parquet as pq

    found = ""

    def save(target: Path) -> None:
        nonlocal found
        waiting = iter(tables)
        first = next(waiting)
        words = [f.name for f in first.schema if pa.types.is_dictionary(f.type) or pa.types.is_string(f.type)]
        plain = decoded_schema(first.schema)
        plain = plain.with_metadata({**(plain.metadata or {}), **(more or {})})
        bare = first.schema.remove_metadata()
        with pq.ParquetWriter(
            target,
            bare,
            compression="lz4",
            use_dictionary=["run", *words],
            write_statistics=["run"],  # every row group holds all labels, so their statistics are useless
            write_page_checksum=True,
            write_batch_size=BATCH,
            store_schema=False,
        ) as writer:
            table: pa.Table | None = first
            while table is not None:
                writer.write_table(table, row_group_size=max(table.num_rows, 1))
                table = next(waiting, None)
            described = {"ARROW:schema": base64.b64encode(plain.serialize().to_pybytes()).decode()}
            writer.add_key_value_metadata({**{k.decode(): v.decode() for k, v in plain.metadata.items()}, **described})
        found = checksum(target)

    write_atomically(path, save)
    return found


def checksum(path: Path) -> str:
    """Size and CRC-32 of a file as text, such as "1234:89abcdef": enough to find damaged or swapped files."""
    size, total = 0, 0
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            size, total = size + len(chunk), zlib.crc32(chunk, total)
    return f"{size}:{total:08x}"


def write_atomically(path: Path, save: Callable[[Path], None]) -> None:
    """Let ``save`` write a temporary file beside ``path``, then rename it: a crash leaves no half file at ``path``.

    The temporary name begins with a dot, so that programs that read the whole folder skip it.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(temporary)
        os.replace(temporary, path)
    except OSError as error:
        _drop(temporary)
        raise FolderError(f"cannot write {path}: {reason(error)}") from error
    except BaseException:
        _drop(temporary)
        raise


def reason(error: OSError) -> str:
    """What went wrong on the disk, in one line, with advice when the disk is full."""
    text = os.strerror(error.errno) if error.errno else " ".join(str(error).split()) or type(error).__name__
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        text += ". What is finished is kept; make room, then give the same command again"
    return text


def part_problem(path: Path, rows: int, mark: str) -> str | None:
    """What is wrong with a part, judged by its Parquet footer; ``None`` when nothing is."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            found: int = file.metadata.num_rows
            stored: dict[bytes, bytes] = file.metadata.metadata or {}
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read ({_line(error)})"
    if stored.get(MARK, b"").decode() != mark:
        return "belongs to another design"
    if found != rows:
        return f"has {found:,} rows instead of {rows:,}"
    return None


def read_parts(paths: list[Path], columns: list[str] | None = None, filters: Any = None) -> pa.Table:
    """The parts as one table; raises ``FolderError`` that names a damaged part."""
    return unmarked(pa.concat_tables([read_part(path, columns, filters) for path in paths]))


def unmarked(table: pa.Table) -> pa.Table:
    """The table without the metadata that holds for single parts."""
    kept = {key: value for key, value in (table.schema.metadata or {}).items() if key not in (MARK, SUMS)}
    return table.replace_schema_metadata(kept)


def read_part(path: Path, columns: list[str] | None = None, filters: Any = None) -> pa.Table:
    """One part as a table; raises ``FolderError`` with advice when it is damaged."""
    import pyarrow.parquet as pq

    try:
        if filters is None:  # without the machinery of data sets, whose import takes longer than reading
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                return file.read(columns=columns)
        return pq.read_table(path, columns=columns, filters=filters, page_checksum_verification=True, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise FolderError(
            f"{path} is damaged ({_line(error)}). The command that made these results, given again, "
            "sets the damaged part aside and makes it anew."
        ) from error


def set_aside(folder: Path, path: Path) -> Path:
    """Move a damaged or foreign file into the folder ``damaged/``, under a free name, so that nothing is lost."""
    name = "-".join(path.relative_to(folder).parts)
    target = folder / DAMAGED / name
    number = 1
    while target.exists():
        number += 1
        target = folder / DAMAGED / f"{number}-{name}"
    try:
        target.parent.mkdir(exist_ok=True)
        os.replace(path, target)
    except OSError as error:
        raise FolderError(f"cannot set aside the damaged {path}: {reason(error)}") from error
    return target


def _drop(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # whatever stopped the writing may prevent this too; the next start removes the file


def _line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
