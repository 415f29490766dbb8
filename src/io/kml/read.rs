//! From tokens to a layer: containers, features and their attributes.
//!
//! Meaning: every placemark is a row, wherever it stands; elements that are not known are walked through, so
//! that no placemark hides in them. A placemark has `name`, `description` and what its extended data say as
//! attributes, and the names of the folders around it as `folder`. A network link stands for features that
//! are in another file: it is a row that could not be read. Overlays and tours have no ground and are counted.
//!
//! Old files (KML 2.0 and 2.1) name placemarks by a schema whose parent is `Placemark`; they are read like
//! placemarks.

use std::collections::HashMap;

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::format::ReadOptions;
use super::super::layer_builder::LayerBuilder;
use super::super::tally::shorten;
use super::super::xml::{Element, Token, Xml};
use super::geometry::Shape;
use crate::layer::{Note, Place, Severity};
use crate::progress::Ticket;

/// Fields that one file may have.
const FIELD_LIMIT: usize = 10_000;

/// Elements of a container or a placemark without features, and without characters that are kept.
const SILENT: [&str; 14] = [
    "AbstractView",
    "Camera",
    "CascadingStyle",
    "LookAt",
    "Metadata",
    "Region",
    "Style",
    "StyleMap",
    "author",
    "balloonVisibility",
    "link",
    "open",
    "styleUrl",
    "visibility",
];

/// Elements of a placemark whose characters are an attribute of the same name.
const TEXTS: [&str; 5] = ["Snippet", "address", "description", "name", "phoneNumber"];

/// The kind of a field that a schema declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FieldKind {
    Number,
    Truth,
    Text,
}

/// The fields that a schema declares.
#[derive(Debug, Default)]
struct Schema {
    /// Whether elements of the schema's name are placemarks.
    is_placemark: bool,
    fields: HashMap<String, FieldKind>,
}

/// A file as far as it is read.
pub(super) struct Reading<'a> {
    pub(super) xml: Xml<'a>,
    pub(super) builder: LayerBuilder<'a>,
    /// Rings of the present feature so far.
    pub(super) rings: u32,
    /// Features whose coordinates are not written as the standard says.
    pub(super) is_loose: bool,
    /// Name of the outermost document.
    document: Option<String>,
    /// Names of the containers around the present feature, the outermost document not among them.
    containers: Vec<String>,
    schemas: HashMap<String, Schema>,
    /// Names of the fields so far, with the feature that last had each.
    fields: HashMap<String, u64>,
    overlays: u64,
}

/// What was read, beside the builder's features.
pub(super) struct Read<'a> {
    /// The features.
    pub builder: LayerBuilder<'a>,
    /// Name of the document.
    pub document: Option<String>,
}

/// Reads a text; the error is that of its structure.
pub(super) fn read<'a>(
    text: &'a str,
    options: &ReadOptions,
    ticket: &'a Ticket,
) -> Result<Read<'a>, ReadErrorKind> {
    let mut reading = Reading {
        xml: Xml::new(text, ticket),
        builder: LayerBuilder::new(options, ticket),
        rings: 0,
        is_loose: false,
        document: None,
        containers: Vec::new(),
        schemas: HashMap::new(),
        fields: HashMap::new(),
        overlays: 0,
    };
    reading.roots()?;
    Ok(Read {
        document: reading.document.filter(|name| !name.is_empty()),
        builder: reading.builder,
    })
}

impl<'a> Reading<'a> {
    /// Reads all root elements: files are put together by hanging one behind the other.
    fn roots(&mut self) -> Result<(), ReadErrorKind> {
        let mut has_root = false;
        loop {
            match self.xml.next()? {
                Token::Start(element) => {
                    let is_known = matches!(element.name(), "kml" | "Document" | "Folder" | "Placemark");
                    if !is_known && !has_root {
                        let found = shorten(element.name());
                        return Err(ReadErrorKind::NotKml { what: "root", found });
                    }
                    has_root = true;
                    self.member(&element)?;
                }
                Token::Eof if !has_root => {
                    let found = String::new();
                    return Err(ReadErrorKind::NotKml { what: "empty", found });
                }
                Token::Eof => break,
                Token::End | Token::Text(_) => {}
            }
        }
        if self.overlays > 0 {
            let note = Note::new("note-kml-overlays", Severity::Info, Place::default());
            self.builder.file_note(note.with("count", self.overlays));
        }
        Ok(())
    }

    /// Reads the members of a container; `is_named` says that a `name` among them is the container's.
    fn container(&mut self, is_named: bool) -> Result<(), ReadErrorKind> {
        loop {
            match self.xml.next()? {
                Token::Start(element) if is_named && element.name() == "name" => {
                    let name = self.xml.text()?.trim().to_owned();
                    match self.containers.last_mut() {
                        Some(container) => *container = name,
                        None => self.document = Some(name),
                    }
                }
                Token::Start(element) => self.member(&element)?,
                Token::End | Token::Eof => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn member(&mut self, element: &Element<'a>) -> Result<(), ReadErrorKind> {
        match element.name() {
            "Placemark" => self.placemark(element),
            "Document" if self.document.is_none() => {
                self.document = Some(String::new());
                self.container(true)
            }
            "Document" | "Folder" => {
                self.document.get_or_insert_default();
                self.containers.push(String::new());
                let read = self.container(true);
                self.containers.pop();
                read
            }
            "NetworkLink" => self.network_link(),
            "GroundOverlay" | "PhotoOverlay" | "ScreenOverlay" | "Tour" => {
                self.overlays += 1;
                self.xml.skip()
            }
            "Schema" => self.schema(element),
            "ExtendedData" | "description" | "Snippet" => self.xml.skip(),
            name if SILENT.contains(&name) => self.xml.skip(),
            name if self.schemas.get(name).is_some_and(|schema| schema.is_placemark) => {
                self.placemark(element)
            }
            name => match Shape::of(name) {
                Some(shape) => self.bare_geometry(shape),
                None => self.container(false),
            },
        }
    }

    /// A geometry outside any placemark: invalid, and ground all the same.
    fn bare_geometry(&mut self, shape: Shape) -> Result<(), ReadErrorKind> {
        self.begin()?;
        self.geometry(shape)?;
        self.end(false);
        Ok(())
    }

    fn begin(&mut self) -> Result<(), ReadErrorKind> {
        let line = self.xml.line();
        self.rings = 0;
        self.is_loose = false;
        self.builder.begin(Some(line))
    }

    fn end(&mut self, is_null: bool) {
        if self.is_loose {
            let note = Note::new("note-kml-coordinates-loose", Severity::Warning, Place::default());
            self.builder.note(note);
        }
        self.builder.end(is_null);
    }

    fn placemark(&mut self, element: &Element<'a>) -> Result<(), ReadErrorKind> {
        self.begin()?;
        if let Some(id) = element.attribute("id").filter(|id| !id.is_empty()) {
            self.builder.id(serde_json::Value::from(id).to_string());
        }
        let folder: Vec<&str> = self
            .containers
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty())
            .collect();
        if !folder.is_empty() {
            let folder = folder.join("/");
            self.attribute("folder", &folder);
        }
        let schema = element.name().to_owned();
        let has_geometry = self.placemark_members(&schema)?;
        self.end(!has_geometry);
        Ok(())
    }

    /// Reads what stands in a placemark, or in an element of it that is not known; whether there was a geometry.
    fn placemark_members(&mut self, schema: &str) -> Result<bool, ReadErrorKind> {
        let mut has_geometry = false;
        loop {
            let element = match self.xml.next()? {
                Token::Start(element) => element,
                Token::End | Token::Eof => return Ok(has_geometry),
                Token::Text(_) => continue,
            };
            let name = element.name();
            if TEXTS.contains(&name) {
                let text = self.xml.text()?;
                self.attribute(name, text.trim());
            } else if let Some(shape) = Shape::of(name) {
                has_geometry = true;
                self.geometry(shape)?;
            } else if SILENT.contains(&name) {
                self.xml.skip()?;
            } else if let Some(kind) = self.field_kind(schema, name) {
                let text = self.xml.text()?;
                self.typed_attribute(name, text.trim(), kind);
            } else {
                has_geometry |= self.other_member(&element, schema)?;
            }
        }
    }

    fn other_member(&mut self, element: &Element<'a>, schema: &str) -> Result<bool, ReadErrorKind> {
        match element.name() {
            "ExtendedData" => self.extended_data().map(|()| false),
            "TimeStamp" | "TimeSpan" => self.time().map(|()| false),
            "Placemark" => {
                self.builder
                    .fault(Fault::new("note-kml-geometry").with("what", "placemark"));
                self.xml.skip().map(|()| false)
            }
            _ => self.placemark_members(schema),
        }
    }

    fn network_link(&mut self) -> Result<(), ReadErrorKind> {
        self.begin()?;
        let mut href = String::new();
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                Token::Start(element) if element.name() == "name" && depth == 1 => {
                    let text = self.xml.text()?;
                    self.attribute("name", text.trim());
                }
                Token::Start(element) if element.name() == "href" => {
                    href = self.xml.text()?;
                }
                Token::Start(_) => depth += 1,
                Token::End => depth -= 1,
                Token::Eof => break,
                Token::Text(_) => {}
            }
        }
        let fault = Fault::new("note-kml-network-link").with("href", shorten(href.trim()));
        self.builder.fault(fault);
        self.end(false);
        Ok(())
    }

    /// Reads the declaration of fields.
    fn schema(&mut self, element: &Element<'a>) -> Result<(), ReadErrorKind> {
        let mut schema = Schema {
            is_placemark: element
                .attribute("parent")
                .is_some_and(|parent| parent == "Placemark"),
            ..Schema::default()
        };
        loop {
            let field = match self.xml.next()? {
                Token::Start(field) => field,
                Token::End | Token::Eof => break,
                Token::Text(_) => continue,
            };
            match (field.name(), field.attribute("name")) {
                ("SimpleField", Some(name)) if schema.fields.len() < FIELD_LIMIT => {
                    schema.fields.insert(name, FieldKind::of(&field));
                }
                ("parent", _) => {
                    schema.is_placemark |= self.xml.text()?.trim() == "Placemark";
                    continue;
                }
                _ => {}
            }
            self.xml.skip()?;
        }
        // Placemarks name a schema by its id, elements of old files by its name.
        let known = if schema.is_placemark {
            element.attribute("name")
        } else {
            element.attribute("id").or_else(|| element.attribute("name"))
        };
        if let Some(known) = known.filter(|_| self.schemas.len() < FIELD_LIMIT) {
            self.schemas.insert(known, schema);
        }
        Ok(())
    }

    fn extended_data(&mut self) -> Result<(), ReadErrorKind> {
        loop {
            let element = match self.xml.next()? {
                Token::Start(element) => element,
                Token::End | Token::Eof => return Ok(()),
                Token::Text(_) => continue,
            };
            match (element.name(), element.attribute("name")) {
                ("Data", Some(name)) => {
                    let value = self.data_value()?;
                    self.attribute(&name, without_layout(&value));
                }
                ("SchemaData", _) => {
                    let url = element.attribute("schemaUrl").unwrap_or_default();
                    let schema = url.rsplit('#').next().unwrap_or_default().to_owned();
                    self.schema_data(&schema)?;
                }
                (name, _) => {
                    let text = self.xml.text()?;
                    self.attribute(name, text.trim());
                }
            }
        }
    }

    /// The characters of `value`, without the name for display beside it.
    fn data_value(&mut self) -> Result<String, ReadErrorKind> {
        let mut value = String::new();
        loop {
            match self.xml.next()? {
                Token::Start(element) if element.name() == "value" => value.push_str(&self.xml.text()?),
                Token::Start(_) => self.xml.skip()?,
                Token::End | Token::Eof => return Ok(value),
                Token::Text(_) => {}
            }
        }
    }

    fn schema_data(&mut self, schema: &str) -> Result<(), ReadErrorKind> {
        loop {
            let element = match self.xml.next()? {
                Token::Start(element) => element,
                Token::End | Token::Eof => return Ok(()),
                Token::Text(_) => continue,
            };
            match (element.name(), element.attribute("name")) {
                // Values along a track.
                ("SimpleArrayData", _) | (_, None) => self.xml.skip()?,
                (_, Some(name)) => {
                    let text = self.xml.text()?;
                    let kind = self.field_kind(schema, &name).unwrap_or(FieldKind::Text);
                    self.typed_attribute(&name, without_layout(&text), kind);
                }
            }
        }
    }

    fn time(&mut self) -> Result<(), ReadErrorKind> {
        loop {
            match self.xml.next()? {
                Token::Start(element) if matches!(element.name(), "when" | "begin" | "end") => {
                    let text = self.xml.text()?;
                    self.attribute(element.name(), text.trim());
                }
                Token::Start(_) => self.xml.skip()?,
                Token::End | Token::Eof => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn field_kind(&self, schema: &str, name: &str) -> Option<FieldKind> {
        self.schemas.get(schema)?.fields.get(name).copied()
    }

    fn attribute(&mut self, name: &str, text: &str) {
        self.typed_attribute(name, text, FieldKind::Text);
    }

    fn typed_attribute(&mut self, name: &str, text: &str, kind: FieldKind) {
        let feature = self.builder.n_features();
        let is_full = self.fields.len() >= FIELD_LIMIT;
        let warning = match self.fields.get_mut(name) {
            Some(last) if *last == feature => Some("note-duplicate-key"),
            Some(last) => {
                *last = feature;
                None
            }
            None if is_full => Some("note-field-beyond-limit"),
            None => {
                self.fields.insert(name.to_owned(), feature);
                None
            }
        };
        if let Some(code) = warning {
            let note = Note::new(code, Severity::Warning, Place::default());
            self.builder.note(note.with("name", shorten(name)));
        } else if let Some(json) = kind.json(text) {
            self.builder.attribute(name, &json);
        }
    }
}

/// A value without the line breaks and blanks around it, which are layout; blanks alone belong to the value.
fn without_layout(text: &str) -> &str {
    let inner = text.trim();
    let has_break = |around: &str| around.contains('\n');
    let start = text.len() - text.trim_start().len();
    if has_break(&text[..start]) || has_break(&text[start + inner.len()..]) {
        inner
    } else {
        text
    }
}

impl FieldKind {
    /// The kind that a `SimpleField` declares.
    fn of(field: &Element<'_>) -> Self {
        match field.attribute("type").as_deref() {
            Some("int" | "uint" | "short" | "ushort" | "float" | "double") => Self::Number,
            Some("bool") => Self::Truth,
            _ => Self::Text,
        }
    }

    /// A value as JSON; one that is not of the kind stays a text, an empty one is none.
    fn json(self, text: &str) -> Option<String> {
        let word = text.trim();
        let plain = match self {
            Self::Number if serde_json::from_str::<f64>(word).is_ok() => Some(word.to_owned()),
            Self::Truth if matches!(word, "1" | "true") => Some("true".to_owned()),
            Self::Truth if matches!(word, "0" | "false") => Some("false".to_owned()),
            Self::Number | Self::Truth if word.is_empty() => return None,
            _ => None,
        };
        Some(plain.unwrap_or_else(|| serde_json::Value::from(text).to_string()))
    }
}
