"""Small tables given as CSV, as offices open them: a mark, commas, nothing that runs as a formula.

The rules are those of `exports.csv_table`, for lists of which no descriptor is needed.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

from reflexes_calls.exports.csv_table import MARK, MEDIA_TYPE, guarded
from reflexes_calls.web.streaming import PRIVATE


def as_csv(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """The answer that gives a table to download."""
    text = io.StringIO()
    text.write(MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(each) for each in headings])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue(), media_type=MEDIA_TYPE, headers=headers)
