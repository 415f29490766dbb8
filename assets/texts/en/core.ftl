# Words that every part of the program uses.

app-name = redline
app-tagline = Overlay check of proposed parcels against controlled land

language-zh-CN = 简体中文
language-en = English

# Units, as they stand in table headers and after numbers.
unit-m2 = m²
unit-hectare = ha
unit-mu = mu
unit-metre = m
unit-percent = %
amount-m2 = { $m2 } m²
amount-three-units = { $m2 } m² ({ $hectare } ha, { $mu } mu)

count-parcels = { $count ->
    [one] { $count } parcel
   *[other] { $count } parcels
}
count-features = { $count ->
    [one] { $count } feature
   *[other] { $count } features
}
count-findings = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
count-layers = { $count ->
    [one] { $count } layer
   *[other] { $count } layers
}

word-yes = yes
word-no = no
word-list-separator = {"; "}
word-none = none
word-unknown = unknown
word-dash = —
list-separator = { ", " }
clause-separator = { "; " }

severity-info = info
severity-warning = warning
severity-quarantined = set aside

# Places in a file; numbers of features, rings and vertices count from 0.
place-feature = feature { $value }
place-id = id { $value }
place-ring = ring { $value }
place-vertex = vertex { $value }
place-line = line { $value }
place-column = column { $value }
place-byte = byte { $value }
