//! Fields with personal data, which are dropped on reading unless asked for, and masked wherever they are kept.
//!
//! The layers of basic farmland name the farmers responsible for each plot. No check needs that, and
//! it must not reach reports, logs or indexes.

/// Names of such fields in the standards and in common use.
const FIELDS: [&str; 14] = [
    "CFZR",
    "ZMC",
    "ZZRR",
    "ZRRZJHM",
    "ZRRMC",
    "LXDH",
    "JZDZ",
    "phoneNumber",
    "证件号码",
    "身份证号",
    "联系电话",
    "电话",
    "住址",
    "责任人",
];

/// Whether a field of this name holds personal data.
#[must_use]
pub fn is_personal(name: &str) -> bool {
    let name = name.trim();
    FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_whole_and_without_case() {
        assert!(is_personal("zrrzjhm") && is_personal(" 电话 ") && is_personal("JZDZ"));
        assert!(!is_personal("ZMCX") && !is_personal("电话亭数量") && !is_personal("name"));
    }
}
