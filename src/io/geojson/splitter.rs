//! Cuts a GeoJSON text into the elements of `features` and what stands around them.
//!
//! Meaning: a state machine over the top level of the text, whose members may come in any order. The
//! elements of an array named `features` go into batches as they pass by; every other byte goes into
//! the *frame*, the text of the file with that array left empty. The frame is parsed at the end, when
//! it is known what the file is; a file without `features` is all frame.
//!
//! Input: [`Input`]. Output: elements with their places, the frame, or the place where the structure
//! is broken. No element that was opened can get lost: the text must end in the state *done*.
//!
//! Deliberately not here: what is inside an element.

use super::super::error::ReadErrorKind;
use super::super::tally::shorten;
use super::cursor::is_space;
use super::input::Input;
use super::position::Position;
use super::scan::{DEPTH_LIMIT, NoEnd, Progress, Scan};

/// Largest element or frame in bytes: what is larger is not a feature but an accident or an attack.
pub(super) const PART_LIMIT: usize = 1 << 30;

/// Where one element stands, in its batch and in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// First byte in [`Batch::text`].
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
    /// Place in the file.
    pub position: Position,
}

/// Elements in file order, as one text.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Number of the first element in the file.
    pub first: u64,
    /// The elements, one behind the other.
    pub text: Vec<u8>,
    /// Where each stands.
    pub slots: Vec<Slot>,
    /// The elements may be geometries.
    pub has_geometries: bool,
}

/// What stands around the elements.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// The text of the file from the first bracket on, with `features` empty.
    pub text: Vec<u8>,
    /// Place of the first byte.
    pub start: Option<Position>,
    /// Byte of [`Self::text`] where `features` is left out, and the place in the file of what follows.
    pub gap: Option<(usize, Position)>,
}

impl Frame {
    /// The place in the file of a byte of the frame.
    pub fn position(&self, at: usize) -> Position {
        let start = self.start.unwrap_or(Position::START);
        match self.gap {
            Some((gap, behind)) if at >= gap => behind.after(&self.text[gap..at]),
            _ => start.after(&self.text[..at]),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first byte.
    Start,
    /// Behind `{`.
    FirstKey,
    /// Behind a comma.
    Key,
    /// In a key.
    InKey,
    /// Behind a key.
    Colon,
    /// Behind a colon.
    Value,
    /// In a value other than `features`.
    InValue,
    /// Behind a value.
    AfterValue,
    /// Behind the opening bracket of `features`.
    FirstElement,
    /// Behind a comma in `features`.
    Element,
    /// In an element.
    InElement,
    /// Behind an element.
    AfterElement,
    /// Behind the last bracket.
    Done,
}

/// What one step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// One more element is whole.
    Element,
    /// The text has ended.
    End,
}

/// The state machine.
#[derive(Debug)]
pub(super) struct Splitter {
    state: State,
    scan: Scan,
    /// Byte of the frame where the present key begins.
    key_start: usize,
    /// What stands around the elements.
    pub frame: Frame,
}

impl Splitter {
    /// The beginning of a text.
    pub fn new() -> Self {
        Self {
            state: State::Start,
            scan: Scan::new(0),
            key_start: 0,
            frame: Frame::default(),
        }
    }

    /// Goes on to the end of the next element, which is added to `batch`, or to the end of the text.
    pub fn step(&mut self, input: &mut Input<'_>, batch: &mut Batch) -> Result<Step, ReadErrorKind> {
        loop {
            if input.rest().is_empty() && !input.fill()? {
                return self.end(input);
            }
            match self.state {
                State::InElement => {
                    if self.element(input, batch)? {
                        self.state = State::AfterElement;
                        return Ok(Step::Element);
                    }
                }
                State::InKey | State::InValue => self.framed_value(input)?,
                _ => self.mark(input, batch)?,
            }
        }
    }

    /// Copies bytes of an element; true when it is whole.
    fn element(&mut self, input: &mut Input<'_>, batch: &mut Batch) -> Result<bool, ReadErrorKind> {
        let (taken, ended) = self.scan_on(input)?;
        batch.text.extend_from_slice(&input.rest()[..taken]);
        input.consume(taken);
        let Some(slot) = batch.slots.last_mut() else {
            return Ok(ended);
        };
        slot.end = batch.text.len();
        check_size(slot.end - slot.start, slot.position)?;
        Ok(ended)
    }

    /// Copies bytes of a key or value into the frame.
    fn framed_value(&mut self, input: &mut Input<'_>) -> Result<(), ReadErrorKind> {
        let (taken, ended) = self.scan_on(input)?;
        self.frame.text.extend_from_slice(&input.rest()[..taken]);
        input.consume(taken);
        if ended {
            self.state = match self.state {
                State::InKey => State::Colon,
                _ if self.frame.text.first() == Some(&b'{') => State::AfterValue,
                _ => State::Done,
            };
        }
        check_size(self.frame.text.len(), self.frame.start.unwrap_or(Position::START))
    }

    /// How many of the bytes at hand belong to the value being scanned, and whether it ends there.
    fn scan_on(&mut self, input: &mut Input<'_>) -> Result<(usize, bool), ReadErrorKind> {
        match self.scan.run(input.rest()) {
            Ok(Progress::Ended(at)) => Ok((at, true)),
            Ok(Progress::GoesOn) => Ok((input.rest().len(), false)),
            Err(NoEnd::TooDeep(at)) => {
                let Position { line, column, .. } = input.position(at);
                Err(ReadErrorKind::TooDeep {
                    limit: DEPTH_LIMIT,
                    line,
                    column,
                })
            }
            Err(NoEnd::WrongBracket(at)) => Err(syntax(input, at, "closing-bracket")),
        }
    }

    /// Takes one byte between values.
    fn mark(&mut self, input: &mut Input<'_>, batch: &mut Batch) -> Result<(), ReadErrorKind> {
        let byte = input.rest()[0];
        let in_features = matches!(
            self.state,
            State::FirstElement | State::Element | State::AfterElement
        );
        if is_space(byte) {
            // White space is kept in the frame so that its places stay true, but not without limit.
            if !matches!(self.state, State::Start | State::Done) && !in_features {
                self.frame.text.push(byte);
                check_size(self.frame.text.len(), self.frame.start.unwrap_or(Position::START))?;
            }
            input.consume(1);
            return Ok(());
        }
        match (self.state, byte) {
            (State::FirstElement | State::AfterElement, b']') => {
                self.frame.gap = Some((self.frame.text.len(), input.position(0)));
                self.keep(input, byte, State::AfterValue);
            }
            (State::AfterElement, b',') => {
                self.state = State::Element;
                input.consume(1);
            }
            (State::AfterElement, _) => return Err(syntax(input, 0, "comma-or-bracket")),
            (State::FirstElement | State::Element, _) => self.begin_element(input, batch)?,
            _ => self.frame_mark(input, byte)?,
        }
        Ok(())
    }

    /// Takes one byte of the frame between its keys and values.
    fn frame_mark(&mut self, input: &mut Input<'_>, byte: u8) -> Result<(), ReadErrorKind> {
        match (self.state, byte) {
            (State::Start, _) => self.begin(input, byte)?,
            (State::FirstKey | State::AfterValue, b'}') => self.keep(input, byte, State::Done),
            (State::FirstKey | State::Key, b'"') => {
                self.key_start = self.frame.text.len();
                self.scan = Scan::new(1);
                self.state = State::InKey;
            }
            (State::FirstKey | State::Key, _) => return Err(syntax(input, 0, "key")),
            (State::Colon, b':') => self.keep(input, byte, State::Value),
            (State::Colon, _) => return Err(syntax(input, 0, "colon")),
            (State::AfterValue, b',') => self.keep(input, byte, State::Key),
            (State::AfterValue, _) => return Err(syntax(input, 0, "comma-or-brace")),
            (State::Value, b'[') if self.key_is_features() => {
                if self.frame.gap.is_some() {
                    return Err(ReadErrorKind::NotGeoJson {
                        what: "features-twice",
                    });
                }
                self.keep(input, byte, State::FirstElement);
            }
            (State::Value, b',' | b'}' | b']' | b':') => return Err(syntax(input, 0, "value")),
            (State::Value, _) => {
                self.scan = Scan::new(1);
                self.state = State::InValue;
            }
            _ => return Err(syntax(input, 0, "end-of-file")),
        }
        Ok(())
    }

    /// Takes the first byte of the text. An array is scanned too, so that one that is nested too
    /// deeply is called so.
    fn begin(&mut self, input: &mut Input<'_>, byte: u8) -> Result<(), ReadErrorKind> {
        self.frame.start = Some(input.position(0));
        match byte {
            b'{' => self.keep(input, byte, State::FirstKey),
            b'[' => {
                self.scan = Scan::new(0);
                self.state = State::InValue;
            }
            _ => return Err(syntax(input, 0, "object")),
        }
        Ok(())
    }

    fn begin_element(&mut self, input: &mut Input<'_>, batch: &mut Batch) -> Result<(), ReadErrorKind> {
        if matches!(input.rest()[0], b',' | b']' | b'}' | b':') {
            return Err(syntax(input, 0, "value"));
        }
        let start = batch.text.len();
        batch.slots.push(Slot {
            start,
            end: start,
            position: input.position(0),
        });
        self.scan = Scan::new(2);
        self.state = State::InElement;
        Ok(())
    }

    fn keep(&mut self, input: &mut Input<'_>, byte: u8, next: State) {
        self.frame.text.push(byte);
        input.consume(1);
        self.state = next;
    }

    fn key_is_features(&self) -> bool {
        let key = self.frame.text[self.key_start..].strip_prefix(b"\"features\"");
        key.is_some_and(|behind| behind.iter().all(|byte| is_space(*byte) || *byte == b':'))
    }

    fn end(&self, input: &mut Input<'_>) -> Result<Step, ReadErrorKind> {
        match self.state {
            State::Done => Ok(Step::End),
            State::Start => Err(ReadErrorKind::Empty),
            _ => {
                let Position { line, column, .. } = input.position(0);
                Err(ReadErrorKind::Truncated { line, column })
            }
        }
    }
}

/// Refuses a part that is larger than any reader should hold.
pub(super) fn check_size(bytes: usize, start: Position) -> Result<(), ReadErrorKind> {
    if bytes <= PART_LIMIT {
        return Ok(());
    }
    let limit_mib = (PART_LIMIT >> 20) as u64;
    Err(ReadErrorKind::TooLarge {
        limit_mib,
        line: start.line,
        column: start.column,
    })
}

/// A break of the structure at a byte at hand.
fn syntax(input: &mut Input<'_>, ahead: usize, expected: &'static str) -> ReadErrorKind {
    let Position { line, column, .. } = input.position(ahead);
    let rest = &input.rest()[ahead..];
    let end = rest
        .iter()
        .position(|byte| is_space(*byte))
        .unwrap_or(rest.len())
        .min(200);
    let found = shorten(&String::from_utf8_lossy(&rest[..end]));
    ReadErrorKind::Syntax {
        line,
        column,
        expected,
        found,
    }
}
