"""Every write of this room."""

from muara.web.common_ground.actions.compute import compute_reading
from muara.web.common_ground.actions.export import CannotExportRows, RowExport, export_rows
from muara.web.common_ground.actions.reading import CannotTakeReading, take_reading, work_on
from muara.web.common_ground.actions.thread import (
    CannotNameThread,
    CannotPublishThread,
    name_thread,
    publish_thread,
)

__all__ = [
    "CannotExportRows",
    "CannotNameThread",
    "CannotPublishThread",
    "CannotTakeReading",
    "RowExport",
    "compute_reading",
    "export_rows",
    "name_thread",
    "publish_thread",
    "take_reading",
    "work_on",
]
