# Texts of the part `io`.
