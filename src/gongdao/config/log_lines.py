"""What a line of the log holds."""

import logging

_OUR_FAULT = 500


def without_traceback_for_mistakes_of_callers(record: logging.LogRecord) -> bool:
    """Filter: a request that was refused is one line; where in our code helps nobody."""
    status: int = getattr(record, "status_code", _OUR_FAULT)
    if status < _OUR_FAULT:
        record.exc_info = record.exc_text = None
    return True
