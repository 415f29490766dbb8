//! XML as tokens, within limits.
//!
//! Meaning: quick-xml cuts the text; here stands what a reader of strangers' files must add. A document type
//! is refused, because entities and external files come with it; one that only names itself is stepped over where a
//! format has it ([`Xml::with_doctype`]). Only the five entities of XML itself and
//! character references are resolved; any other stays as it is written. Elements nest at most
//! [`DEPTH_LIMIT`] deep, and a tag has at most [`TAG_LIMIT`] bytes. Nothing is ever fetched.
//!
//! Input: text in UTF-8 without a byte order mark. Output: [`Token`]s, with the line of each.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::error::ReadErrorKind;
use super::tally::shorten;
use crate::progress::Ticket;

/// Deepest nesting of elements.
const DEPTH_LIMIT: u32 = 64;

/// Longest tag, attributes included.
const TAG_LIMIT: usize = 1 << 20;

/// Most elements that are held at a time.
const NODE_LIMIT: u32 = 100_000;

/// Tokens between two looks at the ticket.
const TOKENS_PER_LOOK: u32 = 256;

/// A piece of the text.
#[derive(Debug)]
pub(super) enum Token<'a> {
    /// An element begins; one without content is followed by its end.
    Start(Element<'a>),
    /// The innermost element ends.
    End,
    /// Characters, references resolved.
    Text(Cow<'a, str>),
    /// The text ends, and all elements have ended.
    Eof,
}

/// The beginning of an element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    tag: BytesStart<'a>,
}

/// The tokens that are still to come.
pub(super) struct Xml<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    ticket: &'a Ticket,
    /// Whether a document type that declares nothing is stepped over.
    may_have_doctype: bool,
    depth: u32,
    tokens: u32,
    /// Bytes that the ticket knows of.
    told: u64,
    /// Lines are counted up to this byte.
    counted: usize,
    line: u64,
}

/// An element with everything in it.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The name without its namespace prefix.
    pub name: String,
    /// Names, without prefixes, and values.
    pub attributes: Vec<(String, String)>,
    /// Its own characters.
    pub text: String,
    /// The elements in it.
    pub children: Vec<Node>,
}

impl Node {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first element in it with a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The elements in it with a name.
    pub fn children<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The characters without blanks around them.
    pub fn trimmed(&self) -> &str {
        self.text.trim()
    }
}

impl Element<'_> {
    fn node(&self) -> Node {
        let mut attributes = self.tag.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let attribute = |attribute: quick_xml::events::attributes::Attribute<'_>| {
            let name = std::str::from_utf8(attribute.key.local_name().into_inner())
                .ok()?
                .to_owned();
            let value = std::str::from_utf8(&attribute.value).ok()?;
            let plain = quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value));
            Some((name, plain.into_owned()))
        };
        Node {
            name: self.name().to_owned(),
            attributes: attributes.filter_map(attribute).collect(),
            ..Node::default()
        }
    }

    /// The name without its namespace prefix.
    pub fn name(&self) -> &str {
        let name = self.tag.local_name().into_inner();
        std::str::from_utf8(name).unwrap_or_default()
    }

    /// The value of an attribute, whatever its prefix.
    pub fn attribute(&self, wanted: &str) -> Option<String> {
        // The check for attributes that stand twice takes time quadratic in their number.
        let mut attributes = self.tag.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let found = attributes
            .into_iter()
            .find(|attribute| attribute.key.local_name().into_inner() == wanted.as_bytes())?;
        let value = std::str::from_utf8(&found.value).ok()?;
        let plain = quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value));
        Some(plain.into_owned())
    }
}

impl<'a> Xml<'a> {
    /// The beginning of a text.
    pub fn new(text: &'a str, ticket: &'a Ticket) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Descriptions hold web addresses with a bare ampersand.
        config.allow_dangling_amp = true;
        ticket.expect(text.len() as u64);
        Self {
            text,
            reader,
            ticket,
            may_have_doctype: false,
            depth: 0,
            tokens: 0,
            told: 0,
            counted: 0,
            line: 1,
        }
    }

    /// The same for a format whose files name a document type; one that declares anything is refused all the same.
    pub fn with_doctype(text: &'a str, ticket: &'a Ticket) -> Self {
        Self {
            may_have_doctype: true,
            ..Self::new(text, ticket)
        }
    }

    /// The line of the byte behind the last token, counted from 1.
    pub fn line(&mut self) -> u64 {
        self.line_at(usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX))
    }

    /// The ticket of the reading.
    pub fn ticket(&self) -> &'a Ticket {
        self.ticket
    }

    /// The next token.
    pub fn next(&mut self) -> Result<Token<'a>, ReadErrorKind> {
        loop {
            self.look_at_ticket()?;
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.broken(&error)),
            };
            return Ok(match event {
                Event::Start(tag) | Event::Empty(tag) => {
                    self.enter(&tag)?;
                    Token::Start(Element { tag })
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::End
                }
                Event::Text(text) => Token::Text(utf8(text.into_inner())),
                Event::CData(text) => Token::Text(utf8(text.into_inner())),
                Event::GeneralRef(reference) => Token::Text(resolved(&reference)),
                Event::DocType(name) if self.may_have_doctype && !name.contains(&b'[') => continue,
                Event::DocType(_) => return Err(self.refused("doctype", "<!DOCTYPE")),
                Event::Eof if self.depth > 0 => return Err(self.truncated()),
                Event::Eof => Token::Eof,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    /// Steps over what is left of the element that has just begun.
    pub fn skip(&mut self) -> Result<(), ReadErrorKind> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if let Token::Eof = self.next()? {
                break;
            }
        }
        Ok(())
    }

    /// The element that has just begun, with everything in it; an error when that is more than [`NODE_LIMIT`] elements.
    pub fn node(&mut self, element: &Element<'_>) -> Result<Node, ReadErrorKind> {
        let mut open = vec![element.node()];
        let mut n_nodes = 1;
        loop {
            match self.next()? {
                Token::Start(element) => {
                    n_nodes += 1;
                    if n_nodes > NODE_LIMIT {
                        return Err(self.refused("tag", element.name()));
                    }
                    open.push(element.node());
                }
                Token::Text(text) => {
                    if let Some(node) = open.last_mut() {
                        node.text.push_str(&text);
                    }
                }
                Token::End | Token::Eof => {
                    let Some(done) = open.pop() else {
                        return Err(self.truncated());
                    };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
            }
        }
    }

    /// The characters of the element that has just begun, those of elements inside included.
    pub fn text(&mut self) -> Result<String, ReadErrorKind> {
        let outside = self.depth.saturating_sub(1);
        let mut all = String::new();
        while self.depth > outside {
            match self.next()? {
                Token::Text(text) => all.push_str(&text),
                Token::Eof => break,
                Token::Start(_) | Token::End => {}
            }
        }
        Ok(all)
    }

    fn look_at_ticket(&mut self) -> Result<(), ReadErrorKind> {
        self.tokens += 1;
        if self.tokens.is_multiple_of(TOKENS_PER_LOOK) {
            self.ticket.check()?;
            let at = self.reader.buffer_position();
            self.ticket.advance(at.saturating_sub(self.told));
            self.told = at;
        }
        Ok(())
    }

    fn enter(&mut self, tag: &BytesStart<'_>) -> Result<(), ReadErrorKind> {
        self.depth += 1;
        let name = String::from_utf8_lossy(tag.name().into_inner()).into_owned();
        if tag.len() > TAG_LIMIT {
            Err(self.refused("tag", &name))
        } else if self.depth > DEPTH_LIMIT {
            Err(self.refused("depth", &name))
        } else {
            Ok(())
        }
    }

    fn broken(&mut self, error: &Error) -> ReadErrorKind {
        match error {
            Error::Syntax(SyntaxError::InvalidBangMarkup) => self.refused("syntax", "<!"),
            Error::Syntax(_) => self.truncated(),
            Error::IllFormed(IllFormedError::MismatchedEndTag { found, .. }) => {
                self.refused("end-tag", found)
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => self.refused("end-tag", found),
            _ => self.refused("syntax", ""),
        }
    }

    fn refused(&mut self, what: &'static str, found: &str) -> ReadErrorKind {
        ReadErrorKind::Xml {
            line: self.line(),
            what,
            found: shorten(found),
        }
    }

    fn truncated(&mut self) -> ReadErrorKind {
        let line = self.line_at(self.text.len());
        let last = self.text.rsplit('\n').next().unwrap_or_default();
        ReadErrorKind::Truncated {
            line,
            column: last.chars().count() as u64 + 1,
        }
    }

    fn line_at(&mut self, byte: usize) -> u64 {
        let byte = byte.min(self.text.len());
        if byte > self.counted {
            let between = &self.text.as_bytes()[self.counted..byte];
            self.line += memchr::memchr_iter(b'\n', between).count() as u64;
            self.counted = byte;
        }
        self.line
    }
}

/// Pieces of a text in UTF-8 are cut at ASCII characters.
fn utf8(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// The characters of a reference; one that XML does not know stays as it is written.
fn resolved<'a>(reference: &BytesRef<'a>) -> Cow<'a, str> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Cow::Owned(character.to_string());
    }
    let name = String::from_utf8_lossy(reference).into_owned();
    match name.as_str() {
        "amp" => Cow::Borrowed("&"),
        "lt" => Cow::Borrowed("<"),
        "gt" => Cow::Borrowed(">"),
        "quot" => Cow::Borrowed("\""),
        "apos" => Cow::Borrowed("'"),
        _ => Cow::Owned(format!("&{name};")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All tokens in short: `<name`, `>`, text.
    fn tokens(text: &str) -> Result<String, ReadErrorKind> {
        let ticket = Ticket::new();
        let mut xml = Xml::new(text, &ticket);
        let mut all = String::new();
        loop {
            match xml.next()? {
                Token::Start(element) => all = format!("{all}<{}", element.name()),
                Token::End => all.push('>'),
                Token::Text(text) => all.push_str(&text),
                Token::Eof => return Ok(all),
            }
        }
    }

    fn code(text: &str) -> (&'static str, &'static str) {
        match tokens(text).unwrap_err() {
            ReadErrorKind::Xml { what, .. } => ("read-xml", what),
            other => (other.code(), ""),
        }
    }

    #[test]
    fn names_lose_prefixes_and_references_are_resolved() {
        let text = "<?xml version='1.0'?><!-- x --><k:a><gx:b/>1 &lt; 2 &#20013;&#x56FD; <![CDATA[<i>&amp;]]></k:a>\n";
        assert_eq!(tokens(text).unwrap(), "<a<b>1 < 2 中国 <i>&amp;>\n");
        assert_eq!(
            tokens("<a>x&nbsp;y ?p=1&q=2 & z</a>").unwrap(),
            "<ax&nbsp;y ?p=1&q=2 & z>"
        );
    }

    #[test]
    fn attributes_are_found_whatever_their_number_and_prefix() {
        let many: Vec<String> = (0..20_000).map(|n| format!(" a{n}='x'")).collect();
        let many = many.concat();
        let text = format!("<p{many} kml:id='甲&amp;乙' id='2'/>");
        let ticket = Ticket::new();
        let Token::Start(element) = Xml::new(&text, &ticket).next().unwrap() else {
            panic!("an element")
        };
        assert_eq!(element.attribute("id").as_deref(), Some("甲&乙"));
        assert_eq!(element.attribute("none"), None);
    }

    #[test]
    fn what_is_dangerous_or_broken_is_refused() {
        let bomb = "<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><x>&b;</x>";
        assert_eq!(code(bomb), ("read-xml", "doctype"));
        assert_eq!(code(&"<a>".repeat(100)), ("read-xml", "depth"));
        assert_eq!(code(&"<a>".repeat(1_000_000)), ("read-xml", "depth"));
        let long = format!("<a b='{}'/>", "x".repeat(2 << 20));
        assert_eq!(code(&long), ("read-xml", "tag"));
        assert_eq!(code("<a></b>"), ("read-xml", "end-tag"));
        assert_eq!(code("</b>"), ("read-xml", "end-tag"));
        assert_eq!(code("<a><b"), ("read-truncated", ""));
        assert_eq!(code("<a>x"), ("read-truncated", ""));
        assert_eq!(code("<a><![CDATA[x"), ("read-truncated", ""));
    }

    #[test]
    fn a_document_type_that_only_names_itself_may_be_stepped_over() {
        let ticket = Ticket::new();
        let named = "<!DOCTYPE qgis PUBLIC 'x' 'SYSTEM'><qgis a='1'><b>t</b>u</qgis>";
        let mut xml = Xml::with_doctype(named, &ticket);
        let Ok(Token::Start(root)) = xml.next() else {
            panic!("an element")
        };
        let node = xml.node(&root).unwrap();
        assert_eq!((node.attribute("a"), node.trimmed()), (Some("1"), "u"));
        assert_eq!(node.child("b").unwrap().trimmed(), "t");
        let bomb = "<!DOCTYPE x [<!ENTITY a 'aa'>]><x>&a;</x>";
        assert!(Xml::with_doctype(bomb, &ticket).next().is_err());
        let many = format!("<x>{}</x>", "<y/>".repeat(200_000));
        let mut xml = Xml::new(&many, &ticket);
        let Ok(Token::Start(root)) = xml.next() else {
            panic!("an element")
        };
        assert!(xml.node(&root).is_err());
    }

    #[test]
    fn bare_ampersands_take_linear_time() {
        let text = format!("<a>{}</a>", "&".repeat(1 << 20));
        assert_eq!(tokens(&text).unwrap().len(), text.len() - 4);
    }

    #[test]
    fn lines_are_counted_from_one() {
        let ticket = Ticket::new();
        let mut xml = Xml::new("\n<a>\n\n<b/></a>", &ticket);
        let mut lines = Vec::new();
        loop {
            match xml.next().unwrap() {
                Token::Start(_) => lines.push(xml.line()),
                Token::Eof => break,
                _ => {}
            }
        }
        assert_eq!(lines, [2, 4]);
    }
}
