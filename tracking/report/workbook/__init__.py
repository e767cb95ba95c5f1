"""The annex as a workbook for Excel and WPS, and the indicator table as CSV for machines."""

from tracking.report.workbook.sheets import report_workbook
from tracking.report.workbook.table_csv import report_csv

__all__ = ["report_csv", "report_workbook"]
