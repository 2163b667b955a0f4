"""Files for boards, and lists of our own, as streams. They read and write files and decide nothing."""

from harmreduction_lms.credits.exports import (
    ce_broker,
    cpe_monitor,
    lists,
    pars_activities,
    pars_learners,
)
from harmreduction_lms.credits.exports.base import (
    BoardExporter,
    Exporter,
    ListExporter,
    Problem,
    activity_exporters,
    board_exporters,
    exporter_of_layout,
    exporters_for,
    list_exporters,
)


__all__ = [
    "BoardExporter",
    "Exporter",
    "ListExporter",
    "Problem",
    "activity_exporters",
    "board_exporters",
    "ce_broker",
    "cpe_monitor",
    "exporter_of_layout",
    "exporters_for",
    "list_exporters",
    "lists",
    "pars_activities",
    "pars_learners",
]
