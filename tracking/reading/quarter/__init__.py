"""Quarterly workbooks → report rows."""

from tracking.reading.quarter.sheet import read_quarter
