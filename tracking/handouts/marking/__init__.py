"""The answer to an enterprise in its own file: every fault marked at its cell, and all of them listed."""

from tracking.handouts.marking.marked import faults_csv, marked_name, marked_workbook
