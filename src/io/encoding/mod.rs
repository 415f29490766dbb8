//! In which encoding a text stands, and the text.
//!
//! Meaning: the one detector of the product. A byte order mark decides; else a text that is valid UTF-8 is
//! UTF-8; else zero bytes tell UTF-16; else each legacy encoding reads a sample, and what comes out is scored by
//! how common its characters are ([`score`]). Surveyors' files are GBK (国标扩展码) or UTF-8 nearly always; the
//! others are told apart where the evidence suffices.
//!
//! Input: bytes, or the label that a file or a person gives. Output: ranked guesses, or the text with a count of
//! what could not be decoded.
//!
//! Deliberately not done: deciding against the label that a person gives; EBCDIC, UTF-32, ISO-2022.

mod score;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::layer::{Note, Place, Severity};

/// A text encoding (字符编码).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Encoding(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Standard(&'static encoding_rs::Encoding),
    Dos(DosPage),
}

/// A code page of DOS, which old DBF files name in their language byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum DosPage {
    UnitedStates,
    WesternEurope,
    CentralEurope,
}

/// What a detector thinks of one encoding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EncodingGuess {
    /// The encoding.
    pub encoding: Encoding,
    /// How well the text reads in it: 1 is perfect, 0 or less is nonsense.
    pub score: f64,
    /// The evidence suffices to go on without asking. True for the first guess at most.
    pub is_certain: bool,
}

/// A text that was bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark; what could not be decoded stands as U+FFFD.
    pub text: String,
    /// The encoding it was read in.
    pub encoding: Encoding,
    /// The encoding is given, marked or beyond doubt.
    pub is_certain: bool,
    /// Places that could not be decoded.
    pub replaced: u64,
    /// Offset of the first of them, in bytes from the beginning of the input.
    pub first_replaced: Option<u64>,
    /// The bytes began with a byte order mark.
    pub had_bom: bool,
}

impl Encoding {
    /// Codes of all notes on the encoding of a text; each has a text.
    pub const NOTE_CODES: [&'static str; 3] = [
        "note-encoding-found",
        "note-encoding-guessed",
        "note-encoding-undecodable",
    ];

    /// UTF-8; pure ASCII counts as that.
    pub const UTF_8: Self = Self(Kind::Standard(encoding_rs::UTF_8));
    /// UTF-16, low byte first.
    pub const UTF_16LE: Self = Self(Kind::Standard(encoding_rs::UTF_16LE));
    /// UTF-16, high byte first.
    pub const UTF_16BE: Self = Self(Kind::Standard(encoding_rs::UTF_16BE));
    /// GBK (code page 936), simplified Chinese; GB2312 is part of it. Read like GB18030, written in one or two
    /// bytes only.
    pub const GBK: Self = Self(Kind::Standard(encoding_rs::GBK));
    /// GB18030, of which GBK is the part with one and two bytes.
    pub const GB18030: Self = Self(Kind::Standard(encoding_rs::GB18030));
    /// Big5 (大五码, code page 950), traditional Chinese.
    pub const BIG5: Self = Self(Kind::Standard(encoding_rs::BIG5));
    /// Shift-JIS (code page 932), Japanese.
    pub const SHIFT_JIS: Self = Self(Kind::Standard(encoding_rs::SHIFT_JIS));
    /// EUC-JP, Japanese.
    pub const EUC_JP: Self = Self(Kind::Standard(encoding_rs::EUC_JP));
    /// EUC-KR (code page 949), Korean.
    pub const EUC_KR: Self = Self(Kind::Standard(encoding_rs::EUC_KR));
    /// Windows code page 1252, Western Europe; ISO 8859-1 is read as that.
    pub const WINDOWS_1252: Self = Self(Kind::Standard(encoding_rs::WINDOWS_1252));
    /// Windows code page 1251, Cyrillic.
    pub const WINDOWS_1251: Self = Self(Kind::Standard(encoding_rs::WINDOWS_1251));

    /// The encodings that a person may want to choose by hand, the likely ones first.
    pub const CHOICES: [Self; 10] = [
        Self::GBK,
        Self::UTF_8,
        Self::GB18030,
        Self::BIG5,
        Self::UTF_16LE,
        Self::UTF_16BE,
        Self::SHIFT_JIS,
        Self::EUC_KR,
        Self::WINDOWS_1252,
        Self::WINDOWS_1251,
    ];

    /// The stable name, such as `GBK` or `UTF-8`; [`Self::of_label`] reads it back.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Standard(encoding) if encoding == encoding_rs::GB18030 => "GB18030",
            Kind::Standard(encoding) => encoding.name(),
            Kind::Dos(DosPage::UnitedStates) => "CP437",
            Kind::Dos(DosPage::WesternEurope) => "CP850",
            Kind::Dos(DosPage::CentralEurope) => "CP852",
        }
    }

    /// The encoding that a label means: the content of a `.cpg` (`UTF-8`, `936`, `ISO 88591`), `$DWGCODEPAGE`
    /// (`ANSI_936`), a name of the WHATWG standard, or what a person types. `None` when nobody knows it.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Self> {
        let label =
            label.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '"' || c == '\u{feff}');
        let standard = |label: &str| {
            let found = encoding_rs::Encoding::for_label(label.as_bytes())?;
            let is_text = found != encoding_rs::REPLACEMENT && found != encoding_rs::X_USER_DEFINED;
            is_text.then_some(Self(Kind::Standard(found)))
        };
        let plain: String = label
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if let Some(found) = standard(label).or_else(|| standard(&plain)) {
            return Some(found);
        }
        match plain.as_str() {
            "gb231280" | "euccn" => return Some(Self::GBK),
            "shiftjis" => return Some(Self::SHIFT_JIS),
            "koi8r" => return Self::of_code_page(20866),
            "koi8u" => return Self::of_code_page(21866),
            _ => {}
        }
        let prefixes = ["windows", "ansi", "dos", "oem", "ibm", "iso", "cp", "ms", ""];
        let number = prefixes.iter().find_map(|prefix| plain.strip_prefix(prefix))?;
        Self::of_code_page(number.parse().ok()?)
    }

    /// The encoding of a code page of Windows or DOS, or of `8859` with the number of its part behind it.
    #[must_use]
    pub fn of_code_page(number: u32) -> Option<Self> {
        let label = match number {
            437 => return Some(Self(Kind::Dos(DosPage::UnitedStates))),
            850 => return Some(Self(Kind::Dos(DosPage::WesternEurope))),
            852 => return Some(Self(Kind::Dos(DosPage::CentralEurope))),
            936 | 1386 | 20936 => return Some(Self::GBK),
            54936 => return Some(Self::GB18030),
            950 => return Some(Self::BIG5),
            932 => return Some(Self::SHIFT_JIS),
            949 | 51949 => return Some(Self::EUC_KR),
            20932 | 51932 => return Some(Self::EUC_JP),
            1200 => return Some(Self::UTF_16LE),
            1201 => return Some(Self::UTF_16BE),
            65001 => return Some(Self::UTF_8),
            20127 => return Some(Self::WINDOWS_1252),
            866 => "ibm866".to_owned(),
            874 => "windows-874".to_owned(),
            20866 => "koi8-r".to_owned(),
            21866 => "koi8-u".to_owned(),
            1250..=1258 => format!("windows-{number}"),
            28591..=28606 => format!("iso-8859-{}", number - 28590),
            88591..=88599 => format!("iso-8859-{}", number - 88590),
            885_910..=885_916 => format!("iso-8859-{}", number - 885_900),
            _ => return None,
        };
        let found = encoding_rs::Encoding::for_label(label.as_bytes())?;
        Some(Self(Kind::Standard(found)))
    }

    /// The encoding that the language byte of a DBF file names. `None` for 0 and for 0x57, "the ANSI page of the
    /// machine", which on a Chinese machine is GBK.
    #[must_use]
    pub fn of_dbf_language(byte: u8) -> Option<Self> {
        let page = match byte {
            0x01 | 0x09 | 0x0B | 0x0D | 0x0F | 0x11 | 0x15 | 0x18 | 0x19 | 0x1B => 437,
            0x02 | 0x0A | 0x0E | 0x10 | 0x12 | 0x14 | 0x16 | 0x1A | 0x1D | 0x25 | 0x37 => 850,
            0x03 | 0x58 | 0x59 => 1252,
            0x13 | 0x7B => 932,
            0x1F | 0x22 | 0x23 | 0x40 | 0x64 | 0x87 => 852,
            0x26 | 0x65 => 866,
            0x4D | 0x7A => 936,
            0x4E | 0x79 => 949,
            0x4F | 0x78 => 950,
            0x50 | 0x7C => 874,
            0x7D => 1255,
            0x7E => 1256,
            0xC8 => 1250,
            0xC9 => 1251,
            0xCA => 1254,
            0xCB => 1253,
            0xCC => 1257,
            _ => return None,
        };
        Self::of_code_page(page)
    }

    /// The bytes of a text; characters that the encoding does not have come out as `?` and are told.
    #[must_use]
    pub fn encode(self, text: &str) -> (Vec<u8>, Vec<char>) {
        match self.0 {
            Kind::Standard(encoding) if encoding == encoding_rs::UTF_16LE => (
                text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                Vec::new(),
            ),
            Kind::Standard(encoding) if encoding == encoding_rs::UTF_16BE => (
                text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                Vec::new(),
            ),
            Kind::Standard(encoding) => encode_standard(encoding, text),
            Kind::Dos(page) => encode_dos(page, text),
        }
    }

    /// The text of bytes that are in this encoding, a byte order mark not looked for; with the number of places
    /// that could not be decoded, and the offset of the first.
    fn decode(self, bytes: &[u8], is_whole: bool) -> (String, u64, Option<u64>) {
        match self.0 {
            Kind::Standard(encoding) => decode_standard(encoding, bytes, is_whole),
            Kind::Dos(page) => (bytes.iter().map(|byte| page.char(*byte)).collect(), 0, None),
        }
    }

    /// The encoding of a byte order mark at the front, and the mark's length.
    fn of_bom(bytes: &[u8]) -> Option<(Self, usize)> {
        let (encoding, length) = encoding_rs::Encoding::for_bom(bytes)?;
        Some((Self(Kind::Standard(encoding)), length))
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl DosPage {
    fn table(self) -> &'static str {
        match self {
            Self::UnitedStates => CP437,
            Self::WesternEurope => CP850,
            Self::CentralEurope => CP852,
        }
    }

    fn char(self, byte: u8) -> char {
        match byte.checked_sub(0x80) {
            None => char::from(byte),
            Some(index) => self.table().chars().nth(usize::from(index)).unwrap_or('\u{fffd}'),
        }
    }
}

impl Decoded {
    /// What a reader has to tell about the encoding: damage first, then a guess, then that it is not UTF-8.
    pub(super) fn notes(&self) -> Vec<Note> {
        let note = |code, severity, place| Note::new(code, severity, place).with("encoding", self.encoding);
        let mut notes = Vec::new();
        if self.replaced > 0 {
            let place = Place {
                byte: self.first_replaced,
                ..Place::default()
            };
            let damage = note("note-encoding-undecodable", Severity::Warning, place);
            notes.push(damage.with("count", self.replaced));
        }
        if !self.is_certain {
            notes.push(note("note-encoding-guessed", Severity::Warning, Place::default()));
        } else if self.encoding != Encoding::UTF_8 {
            notes.push(note("note-encoding-found", Severity::Info, Place::default()));
        }
        notes
    }
}

/// Ranks encodings by how well a sample reads in them, the best first; never empty. A sample may end in the
/// middle of a character; it should hold all of a file's bytes beyond ASCII, or a fair part of them.
#[must_use]
pub fn detect_encoding(sample: &[u8]) -> Vec<EncodingGuess> {
    if let Some((encoding, _)) = Encoding::of_bom(sample) {
        return vec![EncodingGuess {
            encoding,
            score: 1.0,
            is_certain: true,
        }];
    }
    score::rank(sample)
}

/// The text of bytes: in the encoding that is given, else in the one that is detected.
#[must_use]
pub fn decode_text(bytes: &[u8], given: Option<Encoding>) -> Decoded {
    let bom = Encoding::of_bom(bytes).filter(|(marked, _)| given.is_none_or(|given| given == *marked));
    let (encoding, is_certain) = match (given, bom) {
        (Some(given), _) => (given, true),
        (None, Some((marked, _))) => (marked, true),
        (None, None) => {
            let best = detect_encoding(bytes)[0];
            (best.encoding, best.is_certain)
        }
    };
    let skipped = bom.map_or(0, |(_, length)| length);
    let (text, replaced, first) = encoding.decode(&bytes[skipped..], true);
    Decoded {
        text,
        encoding,
        is_certain: is_certain && (replaced == 0 || given.is_some()),
        replaced,
        first_replaced: first.map(|offset| offset + skipped as u64),
        had_bom: bom.is_some(),
    }
}

fn decode_standard(
    encoding: &'static encoding_rs::Encoding,
    bytes: &[u8],
    is_whole: bool,
) -> (String, u64, Option<u64>) {
    use encoding_rs::DecoderResult::{InputEmpty, Malformed, OutputFull};
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // Text grows while it is decoded, but never by what a hostile input claims.
    let mut text = String::with_capacity(bytes.len() + 16);
    let (mut at, mut replaced, mut first) = (0, 0, None);
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(&bytes[at..], &mut text, is_whole);
        at += read;
        match result {
            InputEmpty => return (text, replaced, first),
            OutputFull => text.reserve((bytes.len() - at) / 2 + 1024),
            Malformed(length, after) => {
                let offset = at.saturating_sub(usize::from(length) + usize::from(after));
                first.get_or_insert(offset as u64);
                replaced += 1;
                text.push('\u{fffd}');
            }
        }
    }
}

fn encode_standard(encoding: &'static encoding_rs::Encoding, text: &str) -> (Vec<u8>, Vec<char>) {
    use encoding_rs::EncoderResult::{InputEmpty, OutputFull, Unmappable};
    let mut encoder = encoding.new_encoder();
    let mut bytes = Vec::with_capacity(text.len() + 16);
    let mut missing = Vec::new();
    let mut at = 0;
    loop {
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(&text[at..], &mut bytes, true);
        at += read;
        match result {
            InputEmpty => return (bytes, missing),
            OutputFull => bytes.reserve((text.len() - at) * 2 + 1024),
            Unmappable(c) => {
                bytes.push(b'?');
                missing.push(c);
            }
        }
    }
}

fn encode_dos(page: DosPage, text: &str) -> (Vec<u8>, Vec<char>) {
    let mut missing = Vec::new();
    let mut byte = |c: char| {
        if c.is_ascii() {
            return c as u8;
        }
        let index = page.table().chars().position(|known| known == c);
        index
            .and_then(|index| u8::try_from(index + 0x80).ok())
            .unwrap_or_else(|| {
                missing.push(c);
                b'?'
            })
    };
    let bytes = text.chars().map(&mut byte).collect();
    (bytes, missing)
}

/// Characters 0x80 to 0xFF of code page 437, the United States.
const CP437: &str = "\
ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Characters 0x80 to 0xFF of code page 850, Western Europe.
const CP850: &str = "\
ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// Characters 0x80 to 0xFF of code page 852, Central Europe.
const CP852: &str = "\
ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";
