"""A township's own Word template: its layout, its headings, its charts; this program puts words and figures in.

What may stand in a template, in the text, in tables, headers and footers:

* ``{{ 标题 }}``: one of FIELDS. A section such as ``{{ 建会 }}`` gives as many paragraphs as it has, all in the look of
  the paragraph that the field stands in.
* ``{%p for 段 in 建会 %}``, ``{{ 段 }}``, ``{%p endfor %}``, each alone in a paragraph, where every paragraph of a section
  needs something more, a number or a bullet.
* ``{%tr for 行 in 指标 %}``, then a row with ``{{ 行.指标 }}`` and other ROW_FIELDS, then ``{%tr endfor %}``, the first
  and the last alone in a table row.
* ``{%p if 典型做法 %}`` … ``{%p endif %}`` around what is to be there only if that section says something.
* Native charts whose alternative text (else whose title) is that of a chart of the report: 图表:完成率1, 图表:帮扶资金,
  图表:上报, 图表:进度:new_unions. Numbers and categories are replaced; colours, fonts and labels stay.

Nothing else: no filters, calls, sums or own variables. So a template is no program, and cannot do harm.
"""

from tracking.report.township_template.checking import check_template
from tracking.report.township_template.fields import FIELDS, ROW_FIELDS
from tracking.report.township_template.filling import WrongTemplate, fill_template, notes
from tracking.report.township_template.sample import sample_template
