//! Reading a workbook back: members of a zip archive, inflated. Only as much as the tests need.

/// All members of an archive as name and text, one after the other.
pub fn members(archive: &[u8]) -> String {
    let number = |at: usize, size: usize| {
        (0..size)
            .rev()
            .fold(0_usize, |sum, i| sum << 8 | usize::from(archive[at + i]))
    };
    let directory_end = archive.len() - 22;
    let mut at = number(directory_end + 16, 4);
    let mut text = String::new();
    while number(at, 4) == 0x0201_4b50 {
        let [method, name, extra, comment] = [10, 28, 30, 32].map(|offset| number(at + offset, 2));
        let (packed, local) = (number(at + 20, 4), number(at + 42, 4));
        let start = local + 30 + number(local + 26, 2) + number(local + 28, 2);
        let bytes = &archive[start..start + packed];
        text.push_str(&String::from_utf8_lossy(&archive[at + 46..at + 46 + name]));
        text.push('\n');
        let content = if method == 0 {
            bytes.to_vec()
        } else {
            Bits::new(bytes).inflate()
        };
        text.push_str(&String::from_utf8(content).unwrap());
        text.push('\n');
        at += 46 + name + extra + comment;
    }
    text
}

/// A stream of bits, lowest first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    out: Vec<u8>,
}

/// A Huffman code: number of codes per length, and symbols in order of their codes.
struct Code {
    counts: [usize; 16],
    symbols: Vec<usize>,
}

impl Code {
    fn new(lengths: &[usize]) -> Self {
        let mut counts = [0; 16];
        for length in lengths {
            counts[*length] += 1;
        }
        counts[0] = 0;
        let mut symbols: Vec<usize> = (0..lengths.len()).filter(|symbol| lengths[*symbol] > 0).collect();
        symbols.sort_by_key(|symbol| (lengths[*symbol], *symbol));
        Self { counts, symbols }
    }
}

const LENGTHS: [(usize, usize); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

impl<'a> Bits<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            out: Vec::new(),
        }
    }

    fn take(&mut self, count: usize) -> usize {
        let bit = |at: usize| usize::from(self.bytes[at / 8] >> (at % 8) & 1);
        let value = (0..count).fold(0, |sum, i| sum | bit(self.at + i) << i);
        self.at += count;
        value
    }

    fn symbol(&mut self, code: &Code) -> usize {
        let (mut value, mut first, mut index) = (0, 0, 0);
        for length in 1..16 {
            value |= self.take(1);
            let count = code.counts[length];
            if value < first + count {
                return code.symbols[index + value - first];
            }
            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }
        panic!("no such code")
    }

    fn inflate(mut self) -> Vec<u8> {
        loop {
            let (last, kind) = (self.take(1), self.take(2));
            match kind {
                0 => self.stored(),
                1 => {
                    let lengths: Vec<usize> = (0..288)
                        .map(|s| match s {
                            144..256 => 9,
                            256..280 => 7,
                            _ => 8,
                        })
                        .collect();
                    self.block(&Code::new(&lengths), &Code::new(&[5; 30]));
                }
                _ => {
                    let (symbols, distances) = self.codes();
                    self.block(&symbols, &distances);
                }
            }
            if last == 1 {
                return self.out;
            }
        }
    }

    fn stored(&mut self) {
        self.at = self.at.div_ceil(8) * 8;
        let length = self.take(16);
        self.take(16);
        for _ in 0..length {
            let byte = u8::try_from(self.take(8)).unwrap();
            self.out.push(byte);
        }
    }

    fn codes(&mut self) -> (Code, Code) {
        let (symbols, distances, own) = (self.take(5) + 257, self.take(5) + 1, self.take(4) + 4);
        let mut lengths = [0; 19];
        for place in &ORDER[..own] {
            lengths[*place] = self.take(3);
        }
        let code = Code::new(&lengths);
        let mut all: Vec<usize> = Vec::new();
        while all.len() < symbols + distances {
            let (value, times) = match self.symbol(&code) {
                16 => (*all.last().unwrap(), 3 + self.take(2)),
                17 => (0, 3 + self.take(3)),
                18 => (0, 11 + self.take(7)),
                length => (length, 1),
            };
            all.extend(std::iter::repeat_n(value, times));
        }
        (Code::new(&all[..symbols]), Code::new(&all[symbols..]))
    }

    fn block(&mut self, symbols: &Code, distances: &Code) {
        loop {
            let symbol = self.symbol(symbols);
            match symbol {
                0..256 => self.out.push(u8::try_from(symbol).unwrap()),
                256 => return,
                _ => {
                    let (base, extra) = LENGTHS[symbol - 257];
                    let length = base + self.take(extra);
                    let code = self.symbol(distances);
                    let extra = (code / 2).saturating_sub(1);
                    let base = if code < 4 {
                        code + 1
                    } else {
                        ((2 + code % 2) << extra) + 1
                    };
                    let distance = base + self.take(extra);
                    for _ in 0..length {
                        self.out.push(self.out[self.out.len() - distance]);
                    }
                }
            }
        }
    }
}
