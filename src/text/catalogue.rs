//! The message catalogue: ids to sentences.

use std::fmt;
use std::sync::{Arc, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Simplified Chinese (简体中文).
    #[default]
    ZhCn,
    /// English.
    En,
}

/// The texts of one part of the program, in both languages.
struct Part {
    zh_cn: &'static str,
    en: &'static str,
}

macro_rules! part {
    ($file:literal) => {
        Part {
            zh_cn: include_str!(concat!("../../assets/texts/zh-CN/", $file)),
            en: include_str!(concat!("../../assets/texts/en/", $file)),
        }
    };
}

/// The registry of text files; a new file is one line here and one file per language.
static PARTS: [Part; 13] = [
    part!("core.ftl"),
    part!("crs.ftl"),
    part!("shift.ftl"),
    part!("io.ftl"),
    part!("rules.ftl"),
    part!("check.ftl"),
    part!("report.ftl"),
    part!("import.ftl"),
    part!("dossier.ftl"),
    part!("cli.ftl"),
    part!("gui.ftl"),
    part!("background.ftl"),
    part!("symbols.ftl"),
];

impl Language {
    /// All languages in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::ZhCn, Self::En];

    /// The BCP 47 tag.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads a tag or the name of a locale such as `zh_CN.UTF-8`; `None` for other languages.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhCn),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub fn native_name(self) -> &'static str {
        match self {
            Self::ZhCn => "简体中文",
            Self::En => "English",
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::ZhCn => langid!("zh-CN"),
            Self::En => langid!("en"),
        }
    }

    fn source(self, part: &Part) -> &'static str {
        match self {
            Self::ZhCn => part.zh_cn,
            Self::En => part.en,
        }
    }
}

/// The catalogue of one language; clones share it.
#[derive(Clone)]
pub struct Texts {
    language: Language,
    bundle: Arc<FluentBundle<FluentResource>>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

impl Texts {
    /// The catalogue of a language, read when it is first asked for.
    #[must_use]
    pub fn new(language: Language) -> Self {
        static KNOWN: [OnceLock<Texts>; Language::ALL.len()] =
            [const { OnceLock::new() }; Language::ALL.len()];
        KNOWN[language as usize]
            .get_or_init(|| Self::read(language))
            .clone()
    }

    fn read(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // Isolation marks would end up in file names, tables and searches.
        bundle.set_use_isolating(false);
        for part in &PARTS {
            let source = language.source(part).to_owned();
            // A faulty entry costs its own text only; the tests refuse faulty files.
            let resource = FluentResource::try_new(source).unwrap_or_else(|(readable, _)| readable);
            let added = bundle.add_resource(resource);
            debug_assert!(added.is_ok(), "a text id is defined twice: {added:?}");
        }
        Self {
            language,
            bundle: Arc::new(bundle),
        }
    }

    /// The language of the catalogue.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text with an id that takes no arguments; the id itself when there is none.
    #[must_use]
    pub fn get(&self, id: &str) -> String {
        self.get_with(id, &[])
    }

    /// The text with an id, its arguments filled in; the id itself when there is none.
    #[must_use]
    pub fn get_with(&self, id: &str, args: &[(&str, String)]) -> String {
        let found = self.find(id, args);
        debug_assert!(found.is_some(), "no text with the id {id}");
        found.unwrap_or_else(|| id.to_owned())
    }

    /// The text with an id that comes from data and may be unknown.
    #[must_use]
    pub fn find(&self, id: &str, args: &[(&str, String)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(*name, fluent_value(value));
        }
        let mut faults = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&values), &mut faults)
            .into_owned();
        Some(if faults.is_empty() {
            text
        } else {
            without_gaps(&text)
        })
    }
}

/// Fluent leaves `{$name}` where a fact was not given; a reader sees `?` instead.
fn without_gaps(text: &str) -> String {
    let mut parts = text.split("{$");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.push('?');
        shown.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    shown
}

/// Plain counts become numbers, so that a text may choose a plural form by them; they print the
/// same digits. Everything else stays text: `007` and `1.50` must come out as they went in.
fn fluent_value(text: &str) -> FluentValue<'_> {
    let is_count =
        text.len() < 10 && text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    match text.parse::<u32>() {
        Ok(count) if is_count || text == "0" => FluentValue::from(count),
        _ => FluentValue::from(text),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// The ids of a source with the names of their arguments; panics when an id occurs twice.
    fn messages(sources: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for source in sources {
            let mut current = None;
            for line in source.lines().filter(|line| !line.starts_with('#')) {
                if line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-') {
                    let id = line.split('=').next().unwrap().trim().to_owned();
                    assert!(
                        found.insert(id.clone(), BTreeSet::new()).is_none(),
                        "{id} is defined twice"
                    );
                    current = Some(id);
                }
                let args = line.split('$').skip(1).map(|rest| {
                    rest.chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
                        .collect::<String>()
                });
                if let Some(id) = &current {
                    found.get_mut(id).unwrap().extend(args);
                }
            }
        }
        found
    }

    fn sources(language: Language) -> Vec<&'static str> {
        PARTS.iter().map(|part| language.source(part)).collect()
    }

    #[test]
    fn every_file_is_valid_fluent() {
        for language in Language::ALL {
            for source in sources(language) {
                if let Err((_, faults)) = FluentResource::try_new(source.to_owned()) {
                    panic!("{}: {faults:?} in {:.80}", language.code(), source);
                }
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_ids_with_the_same_arguments() {
        let zh = messages(&sources(Language::ZhCn));
        let en = messages(&sources(Language::En));
        let missing_en: Vec<_> = zh.keys().filter(|id| !en.contains_key(*id)).collect();
        let missing_zh: Vec<_> = en.keys().filter(|id| !zh.contains_key(*id)).collect();
        assert!(
            missing_en.is_empty() && missing_zh.is_empty(),
            "en lacks {missing_en:?}, zh lacks {missing_zh:?}"
        );
        for (id, args) in &zh {
            assert_eq!(args, &en[id], "arguments of {id}");
        }
    }

    #[test]
    fn the_wording_names_facts_and_never_judges_legality() {
        for source in sources(Language::ZhCn) {
            // Rules paraphrase the law, which does speak of what is lawful.
            for line in source
                .lines()
                .filter(|line| !line.starts_with('#') && !line.starts_with("rule-"))
            {
                assert!(!line.contains("合法") && !line.contains("违法"), "{line}");
            }
        }
    }

    #[test]
    fn arguments_are_filled_in_without_isolation_marks_and_counts_choose_plurals() {
        let texts = Texts::new(Language::En);
        assert_eq!(
            texts.get_with("count-parcels", &[("count", "1".into())]),
            "1 parcel"
        );
        assert_eq!(
            texts.get_with("count-parcels", &[("count", "1200".into())]),
            "1200 parcels"
        );
        assert_eq!(texts.find("no-such-text", &[]), None);
        assert_eq!(texts.get("amount-m2"), "? m²", "a fact that was not given");
        let zh = Texts::new(Language::ZhCn);
        assert_eq!(zh.get_with("count-parcels", &[("count", "3".into())]), "3 宗地块");
    }

    #[test]
    fn languages_are_read_from_tags_and_locale_names() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.code()), Some(language));
        }
        assert_eq!(Language::parse("zh_CN.UTF-8"), Some(Language::ZhCn));
        assert_eq!(Language::parse("EN-gb"), Some(Language::En));
        assert_eq!(Language::parse("de"), None);
        assert_eq!(Language::parse(""), None);
    }
}
