# Texts of the part `gui`.
