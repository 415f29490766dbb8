# Texts of the part `cli`.
