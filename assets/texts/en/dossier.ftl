# The import dossier: what a file is, what is wrong with it, what was decided for the user

encoding-basis-by-hand = given by hand
encoding-basis-format = the format knows no other
encoding-basis-noted = see the notes

role-evidence-field = it has the field { $name }
role-evidence-name = its name contains “{ $name }”
role-evidence-format = the format holds parcels only
role-evidence-none = nothing tells

system-evidence-zone-prefix = the eastings begin with zone number { $zone }
system-evidence-degrees-in-china = the numbers are degrees, within China
system-evidence-degrees = the numbers are degrees
system-evidence-axes-swapped = the axes are swapped: the first number is the northing or the latitude
system-evidence-at-project = it lies where the open layers, or the files opened with it, lie
system-evidence-beside-project = about { $km } km beside the open layers, or the files opened with it
system-evidence-datum-in-force = the datum does not show in the numbers; CGCS2000 is the one in force
system-evidence-older-datum = older files may be on this datum, which needs shift parameters

area-unit-m2 = square metres
area-unit-mu = mu
area-unit-hectare = hectares
area-unit-km2 = square kilometres

note-area-unit = By comparison with the geometry, the field { $field } is in { $unit ->
    [mu] mu
    [hectare] hectares
    [km2] square kilometres
   *[other] square metres
}
note-area-unit-unclear = The numbers in the field { $field } fit no unit of area when held against the geometry; they were not compared
note-parcels-overlap = Pairs of parcels found in the file that lie over each other: { $count }, { $area } m² in all; the first is this parcel and { $other }. Such land counts twice in sums: compare the boundaries
note-area-differs = Declared { $declared } m², computed { $computed } m², { $percent }%
note-web-map-suspected = This looks like data of a web map ({ $sign }), whose coordinates may be off by several hundred metres (GCJ-02 or BD-09). Use survey data, or do not conclude anything from it.
