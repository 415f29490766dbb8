//! How well bytes read in each of the encodings that occur.
//!
//! Meaning: read in the wrong encoding, a text is full of rare characters (镧鍦 where 土地 stands) or breaks off.
//! Each character beyond ASCII gets a weight: the everyday ones of a language 1, the others of its basic set half,
//! the rest nothing or less. The mean is the score. The lists are the most frequent characters of running text,
//! with those of land administration added.
//!
//! Input: a sample. Output: guesses, the best first.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::{Encoding, EncodingGuess};

/// Bytes of a sample that are read in every encoding, counted without the runs of ASCII between.
const SAMPLE_BYTES: usize = 64 << 10;

/// The legacy encodings that are tried; at equal scores the earlier one wins.
const CANDIDATES: [Encoding; 7] = [
    Encoding::GB18030,
    Encoding::BIG5,
    Encoding::WINDOWS_1252,
    Encoding::EUC_KR,
    Encoding::SHIFT_JIS,
    Encoding::EUC_JP,
    Encoding::WINDOWS_1251,
];

/// Score from which a guess may be taken without asking.
const CERTAIN_SCORE: f64 = 0.55;

/// How far the next guess must be behind.
const CERTAIN_LEAD: f64 = 0.2;

/// Characters beyond ASCII that a certain guess rests on.
const CERTAIN_CHARACTERS: usize = 3;

/// Share of the bytes at even or odd places that are zero in a UTF-16 text with digits and commas.
const ZERO_SHARE: f64 = 0.2;

/// The most frequent simplified Chinese characters, and those of land administration.
const SIMPLIFIED: &str = "\
的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成事只作当\
想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女\
问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市程展建设规划土省县镇乡村\
区域块号称面积界址点图幅属性项目用途类编码坐标系带投影计量单位精度转换参数格式版本产据测绘勘定数据期高斯克吕格耕园林草住宅交通运输河流湖泊库坑塘\
设施农永久基本田保护红线态然空间权村委会组街办事处集体有限司局厅资源备注批准供地征收补占用平衡整治复垦采矿光伏电站厂房路桥江湖洲南北东西赣昌九萍鹰\
吉宜抚饶新余景德州安徽浙福湖广深圳京沪津渝川贵云藏陕甘青宁疆蒙辽黑龙苏鲁豫晋冀琼港澳台王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗郑梁谢宋唐许邓冯韩曹曾彭";

/// Frequent traditional Chinese characters that differ from the simplified ones, and frequent ones that do not.
const TRADITIONAL: &str = "\
的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可里後小麼心多天而能好都然沒日於起還發成事只作當\
想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長知民樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定女\
問力機給等幾很業最間新什打便位因重被走電四第門相次東政海口使教西再平真聽世氣信北少關並內加化由卻代軍產入先山五太水萬市縣鄉鎮區號稱積圖屬項類編碼\
標繫帶單轉換參數據測繪紅線態權組處體資備註準徵補佔衡復墾廠橋臺灣臺語繁簡華漢字";

/// Frequent Japanese kanji; kana count for themselves.
const KANJI: &str = "\
日一国人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米力学問高代明実円関決子動\
京全目表戦経通外最言氏現理調体化田当八六約主題下首意法県町村区番号名語漢字";

/// Frequent Hangul syllables of Korean text and addresses.
const HANGUL: &str = "\
이다는의에가을하고지은도로를한기사서아어인나시대자리그해일정수있과부만보제것들장게전국와면주으라구공조여상원관세동없경치유연위비안성스화생무소신문\
내방가선오우물계학실교중간개산업거말마민미모바터분식했군읍한글명번호강남북";

/// The first level of the Chinese characters in an encoding: those of everyday use, with the list of the most
/// frequent among them.
const BASIC_SETS: [(Encoding, usize, RangeInclusive<u16>); 4] = [
    (Encoding::GB18030, 0, 0xB0A1..=0xD7F9),
    (Encoding::BIG5, 1, 0xA440..=0xC67E),
    (Encoding::SHIFT_JIS, 2, 0x889F..=0x9872),
    (Encoding::EUC_JP, 2, 0xB0A1..=0xCFD3),
];

/// The lists in the order in which they are numbered, sorted.
static COMMON: LazyLock<[Vec<char>; 4]> = LazyLock::new(|| {
    [SIMPLIFIED, TRADITIONAL, KANJI, HANGUL].map(|list| {
        let mut sorted: Vec<char> = list.chars().collect();
        sorted.sort_unstable();
        sorted
    })
});

/// Ranks the encodings of a sample without byte order mark.
pub(super) fn rank(sample: &[u8]) -> Vec<EncodingGuess> {
    if let Some(guess) = utf16(sample) {
        return vec![guess];
    }
    if sample.is_ascii() {
        return vec![EncodingGuess {
            encoding: Encoding::UTF_8,
            score: 1.0,
            is_certain: true,
        }];
    }
    let utf8 = Utf8Evidence::of(sample);
    if utf8.is_beyond_doubt() {
        return vec![utf8.guess(true)];
    }
    let relevant = beyond_ascii(sample);
    let mut readings: Vec<Reading> = CANDIDATES.map(|encoding| Reading::of(encoding, &relevant)).into();
    // Equal scores keep their order.
    readings.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut guesses: Vec<EncodingGuess> = readings.iter().map(Reading::guess).collect();
    let lead = guesses[0].score - guesses[1].score;
    guesses[0].is_certain = readings[0].is_convincing() && lead >= CERTAIN_LEAD;
    let first = &mut guesses[0];
    let as_utf8 = utf8.guess(false);
    if utf8.bad == 0 {
        // Valid, but with few characters, each of which may as well be something else.
        let reading = Reading::of(Encoding::UTF_8, &relevant);
        let is_first = reading.score + CERTAIN_LEAD > first.score;
        first.is_certain = false;
        let is_certain = reading.score >= first.score;
        let at = usize::from(!is_first);
        guesses.insert(
            at,
            EncodingGuess {
                is_certain,
                ..as_utf8
            },
        );
    } else if as_utf8.score > first.score {
        first.is_certain = false;
        guesses.insert(0, as_utf8);
    } else {
        guesses.push(as_utf8);
        guesses.sort_by(|a, b| b.score.total_cmp(&a.score));
    }
    guesses
}

/// Characters beyond ASCII that are valid UTF-8, and places that are not.
struct Utf8Evidence {
    two_bytes: usize,
    longer: usize,
    bad: usize,
}

impl Utf8Evidence {
    fn of(sample: &[u8]) -> Self {
        let mut evidence = Self {
            two_bytes: 0,
            longer: 0,
            bad: 0,
        };
        let mut rest = sample;
        loop {
            let (valid, fault) = match std::str::from_utf8(rest) {
                Ok(text) => (text.len(), None),
                Err(error) => (error.valid_up_to(), Some(error.error_len())),
            };
            for byte in &rest[..valid] {
                match byte {
                    0xC0..=0xDF => evidence.two_bytes += 1,
                    0xE0..=0xFF => evidence.longer += 1,
                    _ => {}
                }
            }
            match fault {
                Some(Some(length)) => {
                    evidence.bad += 1;
                    rest = &rest[valid + length..];
                }
                // A character that the end of the sample cuts is no evidence.
                Some(None) | None => return evidence,
            }
        }
    }

    /// A legacy text is valid UTF-8 by chance only when it is short: each sequence has a chance below one in four.
    fn is_beyond_doubt(&self) -> bool {
        self.bad == 0 && (self.longer >= 3 || self.two_bytes >= 10)
    }

    #[expect(clippy::cast_precision_loss, reason = "a share")]
    fn guess(&self, is_certain: bool) -> EncodingGuess {
        let good = (self.two_bytes + self.longer) as f64;
        let bad = self.bad as f64;
        EncodingGuess {
            encoding: Encoding::UTF_8,
            score: if good + bad > 0.0 {
                ((good - 3.0 * bad) / (good + bad)).max(0.0)
            } else {
                0.0
            },
            is_certain,
        }
    }
}

/// UTF-16 without a mark: zero bytes stand beside ASCII, all of them at even or all at odd places.
#[expect(clippy::cast_precision_loss, reason = "a share")]
fn utf16(sample: &[u8]) -> Option<EncodingGuess> {
    let zeros = |from: usize| {
        sample
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let enough = (sample.len() / 2) as f64 * ZERO_SHARE;
    let encoding = if sample.len() < 4 {
        return None;
    } else if odd as f64 > enough && even * 20 < odd {
        Encoding::UTF_16LE
    } else if even as f64 > enough && odd * 20 < even {
        Encoding::UTF_16BE
    } else {
        return None;
    };
    let (_, replaced, _) = encoding.decode(sample, false);
    Some(EncodingGuess {
        encoding,
        score: 1.0,
        is_certain: replaced == 0,
    })
}

/// The part of a sample that says something: bytes beyond ASCII with their neighbours.
fn beyond_ascii(sample: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut is_near = false;
    for (index, byte) in sample.iter().enumerate() {
        let next_is_beyond = sample.get(index + 1).is_some_and(|next| !next.is_ascii());
        if !byte.is_ascii() || is_near || next_is_beyond {
            kept.push(*byte);
        } else if kept.last().is_some_and(|last| *last != b'\n') {
            kept.push(b'\n');
        }
        is_near = !byte.is_ascii();
        if kept.len() >= SAMPLE_BYTES {
            break;
        }
    }
    kept
}

/// A sample as read in one encoding.
struct Reading {
    encoding: Encoding,
    score: f64,
    faults: u64,
    n_characters: usize,
}

impl Reading {
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    fn of(encoding: Encoding, sample: &[u8]) -> Self {
        let (text, faults, _) = encoding.decode(sample, false);
        let characters: Vec<char> = text.chars().collect();
        let mut sum = 0.0;
        let mut n_characters = 0;
        for (index, c) in characters.iter().enumerate() {
            if c.is_ascii() || *c == '\u{fffd}' {
                continue;
            }
            let before = index.checked_sub(1).map_or(' ', |before| characters[before]);
            let after = characters.get(index + 1).copied().unwrap_or(' ');
            sum += weight(encoding, before, *c, after);
            n_characters += 1;
        }
        let counted = (n_characters as f64 + faults as f64).max(1.0);
        Self {
            encoding: if encoding == Encoding::GB18030 && !has_four_bytes(sample) {
                Encoding::GBK
            } else {
                encoding
            },
            score: (sum - 2.0 * faults as f64) / counted,
            faults,
            n_characters,
        }
    }

    fn guess(&self) -> EncodingGuess {
        EncodingGuess {
            encoding: self.encoding,
            score: self.score.clamp(0.0, 1.0),
            is_certain: false,
        }
    }

    fn is_convincing(&self) -> bool {
        self.score >= CERTAIN_SCORE && self.faults == 0 && self.n_characters >= CERTAIN_CHARACTERS
    }
}

/// Whether there is a character of four bytes, which GB18030 has and GBK has not.
fn has_four_bytes(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        match (first, bytes.get(at + 1)) {
            (0x81..=0xFE, Some(0x30..=0x39)) => return true,
            (0x81..=0xFE, Some(0x40..=0xFE)) => at += 2,
            _ => at += 1,
        }
    }
    false
}

/// How much a character between its neighbours speaks for a reading.
fn weight(encoding: Encoding, before: char, c: char, after: char) -> f64 {
    match c {
        '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' => -1.0,
        '\u{a0}'..='\u{24f}' | '\u{20ac}' | '\u{2018}'..='\u{201d}' if is_western(encoding) => {
            western(before, c, after)
        }
        '\u{400}'..='\u{45f}' if encoding == Encoding::WINDOWS_1251 || encoding == Encoding::UTF_8 => {
            cyrillic(before, c)
        }
        '\u{3041}'..='\u{30fe}' => 0.75,
        '\u{ff61}'..='\u{ff9f}' => -0.4,
        '\u{ac00}'..='\u{d7a3}' => listed(3, c, 0.5),
        '\u{4e00}'..='\u{9fff}' => han(encoding, c),
        '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'.. => -0.3,
        '、'..='〗'
        | '！'..='～'
        | '·'
        | '—'
        | '…'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '℃'
        | '㎡'
        | '°'
        | '′'
        | '″'
        | '×'
        | '±' => 0.7,
        _ => -0.1,
    }
}

fn is_western(encoding: Encoding) -> bool {
    [Encoding::WINDOWS_1252, Encoding::WINDOWS_1251, Encoding::UTF_8].contains(&encoding)
}

/// Letters with accents stand alone between ASCII letters; runs of them are another script misread.
fn western(before: char, c: char, after: char) -> f64 {
    let alone = before.is_ascii() && after.is_ascii();
    match (alone, c.is_alphabetic()) {
        (true, true) if c.is_lowercase() => 0.7,
        (true, true) => 0.5,
        (true, false) => 0.3,
        (false, true) if before.is_ascii_alphabetic() || after.is_ascii_alphabetic() => 0.2,
        (false, _) => -0.4,
    }
}

/// A capital behind a small letter is another script misread.
fn cyrillic(before: char, c: char) -> f64 {
    match (c.is_lowercase(), before.is_lowercase()) {
        (true, _) if before.is_alphabetic() && !before.is_ascii() => 0.7,
        (false, true) => -0.8,
        _ => 0.4,
    }
}

/// Weight of a Chinese character: everyday, in the basic set of the encoding, or rare.
fn han(encoding: Encoding, c: char) -> f64 {
    if encoding == Encoding::UTF_8 {
        return listed(0, c, 0.45).max(listed(1, c, 0.45));
    }
    let Some((_, list, first_level)) = BASIC_SETS.iter().find(|(known, ..)| *known == encoding) else {
        return -0.4;
    };
    let (bytes, missing) = encoding.encode(c.encode_utf8(&mut [0; 4]));
    let is_first_level = match bytes[..] {
        [lead, trail] if missing.is_empty() => {
            let code = u16::from_be_bytes([lead, trail]);
            first_level.contains(&code) && (encoding != Encoding::GB18030 || trail >= 0xA1)
        }
        _ => false,
    };
    let is_extension = encoding == Encoding::GB18030
        && bytes.first().is_none_or(|lead| *lead < 0xB0) | bytes.get(1).is_none_or(|trail| *trail < 0xA1);
    let otherwise = match (is_first_level, is_extension) {
        (true, _) => 0.45,
        (false, true) => -0.5,
        (false, false) => 0.0,
    };
    listed(*list, c, otherwise)
}

fn listed(list: usize, c: char, otherwise: f64) -> f64 {
    if COMMON[list].binary_search(&c).is_ok() {
        1.0
    } else {
        otherwise
    }
}
