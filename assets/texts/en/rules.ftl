# Words of the rules: activities, stages, outcomes, documents, authorities, and each rule's title and reason.

# Activities.
activity-a1 = A1 Patrol, enforcement, research, survey, disaster work, defence, epidemic control
activity-a2 = A2 Farming and living of original residents, without growth
activity-a3 = A3 Approved archaeology, fossils, specimens, heritage
activity-a4 = A4 Tending and renewal of planted commercial forest, bamboo
activity-a5 = A5 Moderate visiting and education with their facilities
activity-a6 = A6 Unavoidable linear works, communication, flood control, water supply
activity-a7 = A7 Geological survey, exploration and mining of listed kinds
activity-a8 = A8 Ecological restoration under a plan
activity-a9 = A9 Clearing and works on the state border
activity-a10 = A10 Others allowed by law
activity-n1 = N1 National major project
activity-g1 = G1 Ordinary construction
activity-g2 = G2 Temporary land
activity-g3 = G3 Facility agriculture
activity-g4 = G4 Photovoltaic or wind power
activity-g5 = G5 Mining
activity-h1 = H1 Village house

# Stages of the procedure.
phase-pre_review = Preliminary review
phase-approval = Approval
phase-temporary = Temporary land
phase-inspection = Inspection

# Outcomes, mildest first.
outcome-notice = Notice
outcome-conditional = Conditional
outcome-restricted = Restricted
outcome-prohibited = Prohibited

# Ways of using ground.
land_mode-occupy = Land applied for
land_mode-under = Passing below
land_mode-over = Passing above

# How well a rule is known.
confidence-seen = Two independent copies agree
confidence-single_copy = One copy was read
confidence-memory = To be verified (no copy was read)
confidence-unknown = To be verified (text not found)

# What is said about an outcome.
rule-note-basis-expired = The basis may have expired, please verify
rule-note-unverified = To be verified: the rule behind the outcome was not checked and must not be cited
rule-note-activity-unknown = No activity given: judged as ordinary construction; see the table of possible outcomes
rule-note-no-rule = No rule applies: this does not mean that it is allowed, please check by hand

# Who approves an expropriation, and why.
approval_reason-basic_farmland = Permanent basic farmland is involved: State Council
approval_reason-cropland = Other cropland exceeds 35 ha: State Council
approval_reason-other_land = Other land exceeds 70 ha: State Council
approval_reason-below_limits = No area limit is exceeded: provincial government

# Authorities.
authority-state_council = State Council
authority-province = Provincial government
authority-city = City government or its department
authority-county = County government or its department
authority-sector = Sector department or local government
authority-forestry = Forestry and grassland department
authority-forestry_national = National forestry and grassland department
authority-park_administration = National park administration
authority-management_body = Management body
authority-ecology = Ecology and environment department
authority-water = Water department
authority-planning = Natural resources department

# Documents.
document-competent_department_opinion = Opinion of the competent department
document-conversion_approval = Approval of farmland conversion
document-cropland_balance = Cropland replacement scheme
document-cropland_in_out_balance = Proof of the balance between cropland and other farmland
document-crossing_statement = Statement that the crossing takes no land and leaves tilling unaffected
document-ecospace_entry_permit = Entry permit for ecological space
document-environmental_assessment = Environmental impact assessment
document-exit_plan_province = Provincial exit plan
document-facility_record = Record of facility agriculture land
document-forest_land_consent = Consent to the use of forest land
document-management_body_opinion = Opinion of the area's management body
document-ministry_pre_review = Preliminary review by the ministry
document-necessity_argument = Argument of necessity and reasonableness
document-no_discharge_proof = Proof that no pollutants are discharged
document-planning_permit = Planning permit
document-preliminary_recognition_city = Preliminary recognition by the city government
document-reclamation_plan = Land reclamation plan
document-recognition_opinion_province = Recognition of a limited activity by the provincial government
document-replacement_plan = Plan for replacing permanent basic farmland
document-scenic_review = Review by the scenic area's management body
document-sector_recognition = Recognition by the sector or the city or county government
document-siting_argument = Argument for a site outside the boundary
document-state_council_approval = Approval by the State Council
document-strategic_mineral_proof = Proof of a strategic mineral or of no harm to the plough layer
document-temporary_land_approval_city = Approval of temporary land by the city or above
document-temporary_land_approval_county = Approval of temporary land by the county
document-tilth_restorable_proof = Proof that the land can be tilled again
document-topsoil_plan = Plan for reusing the topsoil
document-unavoidable_argument_province = Argument of unavoidability by the provincial government
document-underground_protection_plan = Plan for underground mining with protection
document-use_conversion_permit = Use conversion permit
document-water_authority_opinion = Opinion of the water department
document-water_source_opinion = Opinion on the drinking water source
document-wetland_opinion = Opinion of the wetland department
document-wetland_opinion_national = Opinion of the national forestry and grassland department
document-wetland_restoration_plan = Wetland restoration plan

# Problems with a rule file.
rule-file-syntax = The rule file cannot be read at line { $line }: { $message }. File { $file }
rule-file-schema = The rule file says schema “{ $found }”; this program reads { $expected }. File { $file }
rule-file-value = Line { $line }, { $rule }: the field { $field } does not take “{ $value }”. File { $file }
rule-file-unlisted = Line { $line }, { $rule }: the file has no { $list } { $name }. File { $file }
rule-file-duplicate = Line { $line }: the rule id { $rule } is there twice. File { $file }

# Rules: ecological protection red line.
rule-cn-eco-core = Core zone inside the red line
rule-cn-eco-core-why = Human activity is prohibited in principle; exceptions named by law need a check one by one
rule-cn-eco-core-listed = Listed activities in the core zone
rule-cn-eco-core-listed-why = Patrol and research, heritage and restoration are among the exceptions and still need consent
rule-cn-eco-out-general = Development inside the red line
rule-cn-eco-out-general-why = Development and production building is prohibited outside the core too; only ten limited kinds of activity are possible
rule-cn-eco-out-a1 = Limited activity A1 inside the red line
rule-cn-eco-out-a1-why = Possible where it does no harm to the ecological function; the facility must serve the activity
rule-cn-eco-out-a2 = Limited activity A2 inside the red line
rule-cn-eco-out-a2-why = Possible where it does no harm to the ecological function; no growth of built land, cropland, aquaculture or grazing
rule-cn-eco-out-a3 = Limited activity A3 inside the red line
rule-cn-eco-out-a3-why = Possible where it does no harm to the ecological function; an approval is needed
rule-cn-eco-out-a4 = Limited activity A4 inside the red line
rule-cn-eco-out-a4-why = Possible where it does no harm to the ecological function; a lawful permit is needed
rule-cn-eco-out-a5 = Limited activity A5 inside the red line
rule-cn-eco-out-a5-why = Possible where it does no harm to the ecological function; it must conform to the relevant plan
rule-cn-eco-out-a6 = Limited activity A6 inside the red line
rule-cn-eco-out-a6-why = Possible where it does no harm to the ecological function; it must be unavoidable and in a spatial plan of county level or above
rule-cn-eco-out-a7 = Limited activity A7 inside the red line
rule-cn-eco-out-a7-why = Possible where it does no harm to the ecological function; existing rights may not grow; the list of minerals is to be verified
rule-cn-eco-out-a8 = Limited activity A8 inside the red line
rule-cn-eco-out-a8-why = Possible where it does no harm to the ecological function; it must follow plans of county level or above; wording to be verified
rule-cn-eco-out-a9 = Limited activity A9 inside the red line
rule-cn-eco-out-a9-why = Possible where it does no harm to the ecological function; has no object in Jiangxi; wording to be verified
rule-cn-eco-out-a10 = Limited activity A10 inside the red line
rule-cn-eco-out-a10-why = Possible where it does no harm to the ecological function; the law must be cited; wording to be verified
rule-cn-eco-recognition = Recognition of a limited activity on new construction land
rule-cn-eco-recognition-why = With new construction land, the approval file holds the recognition by the provincial government
rule-cn-eco-pass = Passing below or above the red line without land
rule-cn-eco-pass-why = A limited activity without new construction land is managed by the sector or locally, and is counted apart
rule-cn-eco-n1 = National major project inside the red line
rule-cn-eco-n1-why = Outside the ten kinds, the province argues that it cannot be avoided and the State Council approves
rule-cn-eco-temp = Temporary land inside the red line
rule-cn-eco-temp-why = Handled like temporary land on permanent basic farmland, with strict restoration; text to be verified
rule-cn-eco-legacy = Existing mining rights, wind and solar inside the red line
rule-cn-eco-legacy-why = Follows the provincial exit plan and may not grow; text to be verified
rule-cn-eco-zone-unknown = Red line feature without a zone
rule-cn-eco-zone-unknown-why = The layer gives no zone, so it was judged as outside the core; check it against protected-area data

# Rules: permanent basic farmland and cropland.
rule-cn-pbf-any = Occupying permanent basic farmland
rule-cn-pbf-any-why = Nobody may occupy it or change its use; a suspected error of delimitation goes through county, province and ministry
rule-cn-pbf-n1 = National major project on permanent basic farmland
rule-cn-pbf-n1-why = Only listed major projects that cannot avoid it, with replacement and approval by the State Council
rule-cn-pbf-temp = Temporary land on permanent basic farmland
rule-cn-pbf-temp-why = Only where it can be tilled again; approved by the city or above, two years as a rule
rule-cn-pbf-temp-2020 = Temporary land on permanent basic farmland (before November 2021)
rule-cn-pbf-temp-2020-why = Approved by the county, two years as a rule, reclaimed within one year
rule-cn-pbf-facility = New agricultural facility on permanent basic farmland
rule-cn-pbf-facility-why = The later notice forbids new ones; that of 2019 allowed some with replacement; both are shown
rule-cn-pbf-facility-2019 = Agricultural facility on permanent basic farmland (before November 2021)
rule-cn-pbf-facility-2019-why = A planting facility that spoils the plough layer needs replacement; livestock in principle not
rule-cn-pbf-pv = Solar power on permanent basic farmland or cropland
rule-cn-pbf-pv-why = New solar power may not use permanent basic farmland, and arrays no cropland
rule-cn-pbf-house = Village house on permanent basic farmland
rule-cn-pbf-house-why = A village house may not use permanent basic farmland
rule-cn-pbf-mining = Mineral rights on permanent basic farmland
rule-cn-pbf-mining-why = Only strategic minerals or those that do no harm; mining underground with protection
rule-cn-pbf-mining-2020 = Mining on permanent basic farmland (before October 2025)
rule-cn-pbf-mining-2020-why = It may not be occupied, and cropland may not be mined or quarried
rule-cn-pbf-pass = Passing below or above permanent basic farmland without land
rule-cn-pbf-pass-why = A crossing without land is counted apart and must leave tilling unaffected; handling to be verified
rule-cn-gd-occupy = Occupying cropland
rule-cn-gd-occupy-why = Needs conversion approval and replacement of the cropland
rule-cn-gd-temp = Temporary use of cropland
rule-cn-gd-temp-why = Approved by the city or above; works that spoil the soil may not use it
rule-cn-gd-temp-2020 = Temporary use of cropland (before November 2021)
rule-cn-gd-temp-2020-why = Approved by the county, two years as a rule, reclaimed within one year
rule-cn-gd-facility = Facility agriculture on cropland
rule-cn-gd-facility-why = It may use cropland, with a record and the balance between cropland and other farmland
rule-cn-gd-power-2020 = Solar or wind power on cropland (before March 2023)
rule-cn-gd-power-2020-why = Needs conversion approval and replacement of the cropland

# Rules: protected areas.
rule-cn-reserve-core = Core zone of a nature reserve
rule-cn-reserve-core-why = Human activity is prohibited except for what is listed
rule-cn-reserve-core-listed = Listed activities in the core zone of a nature reserve
rule-cn-reserve-core-listed-why = Patrol and research, heritage, restoration and the like may follow the procedure
rule-cn-reserve-core-n1 = National major project in the core zone
rule-cn-reserve-core-n1-why = Only where the law allows it; the items need a check
rule-cn-reserve-buffer = Buffer zone of a nature reserve (old zoning)
rule-cn-reserve-buffer-why = The data use the old zones, so the strictest is taken; the new zone is to be verified
rule-cn-reserve-general = Development in the general control zone of a nature reserve
rule-cn-reserve-general-why = Activity is strictly limited; no development or production building
rule-cn-reserve-general-living = Houses, temporary land and major projects in the general control zone
rule-cn-reserve-general-living-why = Only what residents need and national major projects, with consent
rule-cn-reserve-general-limited = Limited activity in the general control zone
rule-cn-reserve-general-limited-why = Possible under the procedure, with the opinion of the management body
rule-cn-reserve-old-core = Core and buffer zone of a nature reserve (before March 2026)
rule-cn-reserve-old-core-why = No entry to the core, research alone in the buffer, no production facility in either
rule-cn-reserve-old-core-research = Research and patrol in core and buffer zone (before March 2026)
rule-cn-reserve-old-core-research-why = Needs approval
rule-cn-reserve-old-experimental = Experimental zone of a nature reserve (before March 2026)
rule-cn-reserve-old-experimental-why = No polluting facility; land only with the consent of forestry
rule-cn-reserve-old-limited = Limited activity in the experimental zone (before March 2026)
rule-cn-reserve-old-limited-why = Needs the consent of forestry
rule-cn-park-core = Core zone of a national park
rule-cn-park-core-why = Human activity is prohibited except for what is listed; the articles need a check
rule-cn-park-core-patrol = Patrol and research in the core zone of a national park
rule-cn-park-core-patrol-why = Listed, with the consent of the administration
rule-cn-park-general = Development in the general control zone of a national park
rule-cn-park-general-why = Development and production building is prohibited
rule-cn-park-general-major = Houses, temporary land and major projects in a national park
rule-cn-park-general-major-why = Only where necessary, with consent
rule-cn-park-general-limited = Limited activity in a national park
rule-cn-park-general-limited-why = Listed activities in places fixed by the plan, with the opinion of the administration
rule-cn-scenic-core = Core scenic zone
rule-cn-scenic-core-why = No hotels, training centres, sanatoria or unrelated buildings
rule-cn-scenic-mining = Quarrying and mining in a scenic area
rule-cn-scenic-mining-why = Quarrying and mining are prohibited
rule-cn-scenic-build = Building in a scenic area
rule-cn-scenic-build-why = Only after the plan is approved, with the management body's review before the approval
rule-cn-park-natural = Forest, wetland, geological and other parks
rule-cn-park-natural-why = Needs the opinion of the competent department; the rules of each kind are to be verified
rule-cn-park-natural-limited = Limited activity in a forest, wetland or geological park
rule-cn-park-natural-limited-why = Needs the opinion of the competent department; the rules of each kind are to be verified

# Rules: natural ecological space.
rule-cn-space-convert = Other natural ecological space
rule-cn-space-convert-why = Entry permit by area and use conversion permit; area and function must not fall

# Rules: wetland, forest, water and others.
rule-cn-wet-national = Wetland of national importance
rule-cn-wet-national-why = Occupation is prohibited except for state major projects, disaster prevention, important water and protection works
rule-cn-wet-national-n1 = Exceptions in a wetland of national importance
rule-cn-wet-national-n1-why = Opinion of the national department at site selection; what is occupied must be restored
rule-cn-wet-general = Other wetland
rule-cn-wet-general-why = Avoid it; otherwise the opinion of the authorised body is needed
rule-cn-wet-temp = Temporary use of wetland
rule-cn-wet-temp-why = Two years at most, no permanent building, restored within one year
rule-cn-wet-land-use = Survey patch with a wetland code
rule-cn-wet-land-use-why = Derived from the land use code; the wetland list and extent decide; to be verified
rule-cn-forest-i = Forest land of protection grade I
rule-cn-forest-i-why = No construction project may use it
rule-cn-forest-ii = Forest land of protection grade II
rule-cn-forest-ii-why = Only listed infrastructure, public, livelihood, defence and diplomatic projects
rule-cn-forest = Use of forest land
rule-cn-forest-why = Use little; consent of forestry at county level or above before land approval
rule-cn-forest-land-use = Survey patch with a forest code
rule-cn-forest-land-use-why = Derived from the land use code; the forest administration's extent decides; to be verified
rule-cn-water-1 = Drinking water source, zone one
rule-cn-water-1-why = No new, altered or extended project unrelated to supply and protection
rule-cn-water-1-supply = Supply and protection works in zone one
rule-cn-water-1-supply-why = Only what belongs to supply and protection
rule-cn-water-2 = Drinking water source, zone two
rule-cn-water-2-why = No new, altered or extended project that discharges pollutants
rule-cn-water-3 = Drinking water source, outer zone
rule-cn-water-3-why = No new or extended heavily polluting project; rebuilding may not raise discharge
rule-cn-water-grade-unknown = Drinking water source, zone not given
rule-cn-water-grade-unknown-why = The layer gives no zone, so zone two is taken; check the zoning
rule-cn-water-code = Drinking water source (Ecological and Environmental Code)
rule-cn-water-code-why = The Code applies since 15 August 2026; the zones are expected to continue; articles to be verified
rule-cn-shore-protect = Shoreline protection zone
rule-cn-shore-protect-why = Only flood safety, supply, restoration and existing hubs
rule-cn-shore-reserve = Shoreline reserve zone and other river ground
rule-cn-shore-reserve-why = Needs the opinion of the water department
rule-cn-sector = Ground of another sector
rule-cn-sector-why = Heritage, geological hazards, minerals, corridors: check by sector rules; to be verified

# Rules: urban development boundary.
rule-cn-urban-out = Urban building outside the development boundary
rule-cn-urban-out-why = No concentrated urban building, development zone or urban housing outside; ordinary construction is judged so
rule-cn-urban-out-listed = Listed projects outside the development boundary
rule-cn-urban-out-listed-why = Transport, energy, water, mining and village projects may lie outside, with an argument for the site
rule-cn-urban-out-rural = Rural activity outside the development boundary
rule-cn-urban-out-rural-why = It is not urban building; other rules decide
rule-cn-urban-special = Special use zone inside the development boundary
rule-cn-urban-special-why = Handled by planning permit; text to be verified

# Rules: Jiangxi.
rule-cn36-eco-pre = Jiangxi: preliminary recognition of a limited activity
rule-cn36-eco-pre-why = With new construction land, the preliminary review needs the recognition by the city government
rule-cn36-eco-pre-recalled = Jiangxi: preliminary recognition of activities A7–A10
rule-cn36-eco-pre-recalled-why = The same way as for the others; the wording of these kinds is to be verified
rule-cn36-eco-approval = Jiangxi: recognition of a limited activity
rule-cn36-eco-approval-why = The approval needs the recognition by the provincial government
rule-cn36-space-convert = Jiangxi: use control of natural ecological space
rule-cn36-space-convert-why = Use conversion permit in the space fixed by the spatial plan
rule-cn36-eco2024-limited = Jiangxi measures of 2024: limited activities (not entered)
rule-cn36-eco2024-limited-why = The text is not entered; the rule takes no part
rule-cn36-eco2024-temp = Jiangxi measures of 2024: temporary land (not entered)
rule-cn36-eco2024-temp-why = The text is not entered; the rule takes no part
rule-cn36-eco2024-legacy = Jiangxi measures of 2024: what stood before (not entered)
rule-cn36-eco2024-legacy-why = The text is not entered; the rule takes no part
