from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/undangan/|/tinjau/|/koperasi/lembar/|/pengingat/|/daftar/)[\w:-]+")


class WithoutSecrets(logging.Filter):
    """Keep invitation tokens out of the log: Django writes the address of every refused request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub(r"\1…", value) if isinstance(value, str) else value for value in record.args
            )
        if isinstance(record.msg, str):
            record.msg = SECRET.sub(r"\1…", record.msg)
        return True
