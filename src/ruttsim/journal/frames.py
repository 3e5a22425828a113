"""Tables as bytes and back, without loss and without pandas' own notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ROWS_AT_ONCE = 50_000
"""Rows that are written at a time: a large table is not there a second time for it."""


def table_bytes(frame: pd.DataFrame, *, are_texts_plain: bool = False) -> bytes:
    """A table as an Arrow stream; texts become dictionaries, whatever pandas calls them.

    With `are_texts_plain` categories are of the same type as if they had been texts, however many
    they are.
    """
    import pyarrow as pa

    table = _with_dictionaries(frame)
    schema = table.schema
    if are_texts_plain:
        texts = pa.dictionary(pa.int32(), pa.string())
        fields = [
            field.with_type(texts) if pa.types.is_dictionary(field.type) else field
            for field in schema
        ]
        schema = pa.schema(fields)
    sink = pa.BufferOutputStream()
    # One thread: others take longer to begin than a table of a task takes.
    options = pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
    with pa.ipc.new_stream(sink, schema, options=options) as stream:
        for start in range(0, max(len(table), 1), ROWS_AT_ONCE):
            stream.write_table(table.slice(start, ROWS_AT_ONCE).cast(schema))
    content: bytes = sink.getvalue().to_pybytes()
    return content


def table_of(content: bytes) -> pa.Table:
    """The table that `table_bytes` wrote."""
    import pyarrow as pa

    options = pa.ipc.IpcReadOptions(use_threads=False)  # as above
    with pa.ipc.open_stream(pa.BufferReader(content), options=options) as stream:
        return stream.read_all()


def as_texts(table: pa.Table) -> pa.Table:
    """The table with plain texts in place of dictionaries."""
    import pyarrow as pa

    fields = [
        field.with_type(pa.large_string()) if pa.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def _with_dictionaries(frame: pd.DataFrame) -> pa.Table:
    """An Arrow table; an empty column of texts has the type of others."""
    import pyarrow as pa

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for place, field in enumerate(table.schema):
        kind = field.type
        if pa.types.is_null(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
            texts = table.column(place).cast(pa.string()).combine_chunks().dictionary_encode()
            table = table.set_column(place, field.name, texts)
    return table
