# Texts of the reports.
