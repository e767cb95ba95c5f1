"""Quarterly workbooks → report rows."""

from tracking.reading.quarter.sheet import read_quarter
from tracking.reading.quarter.worded import says_no, says_yes
