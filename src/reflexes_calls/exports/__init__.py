"""Files of a call given away: one table of them, as CSV or as a workbook, and whole, in folders.

Everything here is made as a stream: a call of two thousand files of two hundred questions takes no
more memory than one of ten. `columns` says what the table holds, `csv_table`, `workbook` and
`descriptor` write it, and `folders` packs files with their documents.
"""
