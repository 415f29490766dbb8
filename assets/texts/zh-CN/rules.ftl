# Texts of the part `rules`.
