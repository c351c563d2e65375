"""Lists given out as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from django.http import HttpResponse

# A cell that begins so would be taken for a formula by a spreadsheet.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    """The answer with a CSV file of this name."""
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(header)
    for row in rows:
        sheet.writerow(map(_plain, row))
    # With its mark, or Excel reads Chinese as something else.
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
