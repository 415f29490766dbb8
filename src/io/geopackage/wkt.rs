//! The EPSG code that a definition of a reference system names for itself.
//!
//! Meaning: in `PROJCS["…",GEOGCS["…",AUTHORITY["EPSG","4490"]],AUTHORITY["EPSG","4527"]]` only the
//! authority of the outermost object counts; in WKT of 2015 and 2019 it is called `ID` and its number
//! has no quotes.
//!
//! Deliberately not here: what the rest of a definition means.

/// The EPSG code of the outermost object.
pub(in super::super) fn epsg_of(wkt: &str) -> Option<u32> {
    let mut depth = 0_u32;
    let mut in_quotes = false;
    for (at, byte) in wkt.bytes().enumerate() {
        match byte {
            b'"' => in_quotes = !in_quotes,
            _ if in_quotes => {}
            b'[' | b'(' => {
                if depth == 1 && is_authority(&wkt[..at]) {
                    return epsg_in(&wkt[at + 1..]);
                }
                depth += 1;
            }
            b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Whether the text ends with one of the words for an authority.
fn is_authority(text: &str) -> bool {
    let word = text.trim_end();
    let start = word
        .rfind(|c: char| !c.is_ascii_alphabetic())
        .map_or(0, |before| before + 1);
    let word = word.get(start..).unwrap_or_default();
    word.eq_ignore_ascii_case("AUTHORITY") || word.eq_ignore_ascii_case("ID")
}

/// The code in what follows the bracket: `"EPSG","4490"]` or `"EPSG",4490]`.
fn epsg_in(text: &str) -> Option<u32> {
    let end = text.find([']', ')'])?;
    let mut parts = text[..end].split(',').map(|part| part.trim().trim_matches('"'));
    let is_epsg = parts.next()?.eq_ignore_ascii_case("EPSG");
    let code = parts.next()?.parse().ok();
    code.filter(|_| is_epsg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_outermost_authority_counts() {
        let nested = r#"PROJCS["a ] [AUTHORITY[",GEOGCS["g",AUTHORITY["EPSG","4490"]],UNIT["metre",1]"#;
        assert_eq!(
            epsg_of(&format!("{nested},AUTHORITY[\"EPSG\",\"4527\"]]")),
            Some(4527)
        );
        assert_eq!(epsg_of(&format!("{nested}]")), None);
        assert_eq!(epsg_of(r#"GEOGCRS["x",BASE[1], ID ["EPSG", 4490]]"#), Some(4490));
        assert_eq!(epsg_of(r#"GEOGCS["x",AUTHORITY["ESRI","104"]]"#), None);
        for broken in [
            "",
            "undefined",
            "]]]",
            "A[AUTHORITY[",
            "A[甲ID[\"EPSG\",x]",
            "\"",
            "A[ID[\"EPSG\"",
        ] {
            assert_eq!(epsg_of(broken), None, "{broken}");
        }
    }
}
