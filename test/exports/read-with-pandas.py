"""Reads tables with pandas as an analyst's script would, and prints what it found as text.

In: JSON on standard input, a table's files by name: {"scorecards": {"parquet": base64, "csv": base64}}.
Out: JSON, by table: columns and types of the Parquet, its rows, its own description of its columns, the CSV's rows.
"""

import base64
import io
import json
import sys

import pandas
import pyarrow.parquet


def told(value):
    """As the CSV files write it."""
    if value is None or value is pandas.NA or value is pandas.NaT:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, pandas.Timestamp):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    return str(value)


def rows_of(frame):
    return [[told(value) for value in row] for row in frame.astype(object).itertuples(index=False, name=None)]


def read(files):
    parquet, csv = (io.BytesIO(base64.b64decode(files[kind])) for kind in ("parquet", "csv"))
    frame = pandas.read_parquet(parquet, engine="pyarrow", dtype_backend="numpy_nullable")
    described = pyarrow.parquet.read_schema(parquet).metadata[b"columns"].decode("utf-8")
    lines = pandas.read_csv(csv, dtype=str, keep_default_na=False)
    return {
        "types": [[name, str(kind)] for name, kind in frame.dtypes.items()],
        "rows": rows_of(frame),
        "described": json.loads(described),
        "titles": list(lines.columns),
        "lines": rows_of(lines),
    }


json.dump({table: read(files) for table, files in json.load(sys.stdin).items()}, sys.stdout)
