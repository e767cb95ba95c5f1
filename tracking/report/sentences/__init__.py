"""What the report says: figures → paragraphs of plain official Chinese, each figure traceable."""

from tracking.report.sentences.adjustment import adjustment_paragraph
from tracking.report.sentences.deeds import candidate, deeds
from tracking.report.sentences.lead import FIELDS_OF_LINE, USUAL_LINE, about_data, lead_paragraph, unknown_fields
from tracking.report.sentences.narrative import lead_narrative, section_narrative, section_of, totals
from tracking.report.sentences.narrative_plan import outlook_narrative, problems_narrative, told_reasons
from tracking.report.sentences.outlook import outlook_paragraphs
from tracking.report.sentences.problems import problem_paragraphs, problems_of
from tracking.report.sentences.themes import theme_paragraphs
