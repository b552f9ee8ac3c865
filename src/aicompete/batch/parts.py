"""Parts of a table on disk: one Parquet file per block, written once under a temporary name, then renamed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from aicompete.batch.errors import FolderError

MANIFEST = "manifest.json"
TEMPORARY = ".tmp"


def part_path(folder: Path, table: str, block: int) -> Path:
    """Where the part of a block lies."""
    return folder / table / f"part-{block:06d}.parquet"


def part_paths(folder: Path, table: str) -> list[Path]:
    """All parts of a table in the order of the design."""
    return sorted((folder / table).glob("part-*.parquet"))


def write_table(table: pa.Table, path: Path) -> None:
    """Write a Parquet file so that it is either whole or not there."""
    import pyarrow.parquet as pq

    texts = [f.name for f in table.schema if pa.types.is_string(f.type)]

    def save(target: Path) -> None:
        pq.write_table(
            table,
            target,
            compression="lz4",
            use_dictionary=["run", *texts] if "run" in table.column_names else texts,
            write_statistics=["run", *texts] if "run" in table.column_names else texts,
            write_page_checksum=True,
        )

    replace_with(path, save)


def replace_with(path: Path, save: Callable[[Path], None]) -> None:
    """Let ``save`` write beside ``path``, then rename; a crash leaves no half file under the final name."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}{TEMPORARY}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(temporary)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FolderError(f"cannot write {path}: {error.strerror or error}") from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def footer_problem(path: Path, rows: int, design: str) -> str | None:
    """What is wrong with a part, seen from its footer; ``None`` when nothing is."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            found: int = file.metadata.num_rows
            stored: dict[bytes, bytes] = file.metadata.metadata or {}
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read ({str(error).splitlines()[0]})"
    if stored.get(b"design", b"").decode() != design:
        return "belongs to another design"
    if found != rows:
        return f"has {found:,} rows instead of {rows:,}"
    return None


def read_parts(paths: list[Path], columns: list[str] | None = None, filters: Any = None) -> pa.Table:
    """One table out of parts; a damaged part is named."""
    import pyarrow.parquet as pq

    tables = []
    for path in paths:
        try:
            tables.append(
                pq.read_table(
                    path, columns=columns, filters=filters, page_checksum_verification=True, partitioning=None
                )
            )
        except (OSError, pa.ArrowException) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise FolderError(
                f"{path} is damaged ({reason}). The command that made these results, given again, "
                "sets the damaged part aside and makes it anew."
            ) from error
    return unmarked(pa.concat_tables(tables))


def unmarked(table: pa.Table) -> pa.Table:
    """The table without the mark that says which runs a part holds: as a whole it holds those of all parts."""
    kept = {key: value for key, value in (table.schema.metadata or {}).items() if key != b"design"}
    return table.replace_schema_metadata(kept)


def set_aside(path: Path) -> Path:
    """Rename a damaged file to ``.damaged`` (numbered when needed), so that nothing is lost."""
    target = path.with_name(path.name + ".damaged")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.{number}.damaged")
    try:
        os.replace(path, target)
    except OSError as error:
        raise FolderError(f"cannot set aside the damaged {path}: {error.strerror or error}") from error
    return target
