"""Progress table → Word and Excel: facts, sentences, the document, the official layout, the workbook."""
