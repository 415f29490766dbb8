use super::*;

fn best(bytes: &[u8]) -> (&'static str, bool) {
    let guess = detect_encoding(bytes)[0];
    (guess.encoding.name(), guess.is_certain)
}

fn encoded(encoding: Encoding, text: &str) -> Vec<u8> {
    let (bytes, missing) = encoding.encode(text);
    assert!(missing.is_empty(), "{missing:?}");
    bytes
}

#[test]
fn ascii_and_marked_texts_are_certain() {
    assert_eq!(best(b"J1,1,3173210.987,39388123.456\r\n"), ("UTF-8", true));
    assert_eq!(best(b""), ("UTF-8", true));
    assert_eq!(best(b"\xEF\xBB\xBFabc"), ("UTF-8", true));
    let text = "[地块坐标]\r\nJ1,1,2,3";
    for (mark, encoding) in [
        (&b"\xFF\xFE"[..], Encoding::UTF_16LE),
        (&b"\xFE\xFF"[..], Encoding::UTF_16BE),
    ] {
        let plain = encoded(encoding, text);
        let marked = [mark, &plain[..]].concat();
        for bytes in [plain, marked] {
            let decoded = decode_text(&bytes, None);
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
            assert!(decoded.is_certain && decoded.replaced == 0);
        }
    }
}

#[test]
fn the_scripts_of_the_neighbours_are_told_apart() {
    let cases = [
        (
            Encoding::GBK,
            "[属性描述]\r\n坐标系=2000国家大地坐标系\r\n几度分带=3\r\n地块名称",
        ),
        (Encoding::GBK, "江西省南昌市青山湖区罗家镇"),
        (Encoding::GBK, "鄱阳湖"),
        (Encoding::GBK, "基本农田"),
        (Encoding::BIG5, "臺北市大安區，國土測繪中心"),
        (Encoding::BIG5, "繁體國語"),
        (Encoding::SHIFT_JIS, "これは日本語のテストです。地番と面積"),
        (Encoding::EUC_JP, "これは日本語のテストです。地番と面積"),
        (Encoding::EUC_KR, "서울특별시 강남구 토지 경계 한국어 주소"),
        (
            Encoding::WINDOWS_1252,
            "Zürich, Genève, São Paulo, Übergang, cañón",
        ),
        (Encoding::WINDOWS_1251, "Москва, земельный участок, площадь"),
        (Encoding::UTF_8, "江西省南昌市"),
        (Encoding::UTF_8, "Zürich"),
        (Encoding::UTF_8, "28°40′"),
    ];
    for (encoding, text) in cases {
        let guesses = detect_encoding(&encoded(encoding, text));
        assert_eq!(guesses[0].encoding, encoding, "{text}: {guesses:?}");
        let n = guesses.iter().filter(|guess| guess.is_certain).count();
        assert!(n <= 1, "{guesses:?}");
    }
}

#[test]
fn chinese_with_enough_characters_is_certain_and_two_characters_are_not() {
    assert_eq!(best(&encoded(Encoding::GBK, "地块名称,面积")), ("GBK", true));
    assert_eq!(best(&encoded(Encoding::GBK, "山坡")), ("GBK", false));
    assert_eq!(
        best(&encoded(Encoding::GB18030, "土地权利人的姓名中有𠮷字，地块面积")).0,
        "GB18030"
    );
}

#[test]
fn a_sample_may_end_in_the_middle_of_a_character() {
    for encoding in [Encoding::GBK, Encoding::UTF_8] {
        let whole = encoded(encoding, "地块名称，用地单位，土地用途");
        let cut = &whole[..whole.len() - 1];
        assert_eq!(best(cut), (encoding.name(), true));
        let decoded = decode_text(cut, None);
        assert_eq!((decoded.replaced, decoded.is_certain), (1, false));
        assert_eq!(decoded.encoding, encoding);
    }
}

#[test]
fn a_broken_byte_in_utf_8_leaves_it_utf_8_and_is_told_with_its_place() {
    let mut bytes = "地块名称，用地单位，土地用途，坐落，权属单位，面积，地类"
        .as_bytes()
        .to_vec();
    bytes[31] = b'?';
    let decoded = decode_text(&bytes, None);
    assert_eq!(decoded.encoding, Encoding::UTF_8);
    assert!(decoded.replaced >= 1 && !decoded.is_certain);
    assert_eq!(decoded.first_replaced, Some(30));
    let codes: Vec<_> = decoded.notes().iter().map(|note| note.code).collect();
    assert_eq!(codes, ["note-encoding-undecodable", "note-encoding-guessed"]);
}

#[test]
fn what_a_person_says_is_obeyed() {
    let bytes = encoded(Encoding::GBK, "地块");
    let decoded = decode_text(&bytes, Some(Encoding::BIG5));
    assert_eq!(decoded.encoding, Encoding::BIG5);
    assert!(decoded.is_certain);
    let marked = decode_text(b"\xEF\xBB\xBFabc", Some(Encoding::UTF_8));
    assert_eq!((marked.text.as_str(), marked.had_bom), ("abc", true));
}

#[test]
fn damage_in_gbk_leaves_line_ends_and_commas() {
    let mut bytes = b"J1,1,".to_vec();
    bytes.extend([0xC5, b',', b'2', b'\n', 0xC5, b'\n', 0xC5]);
    let decoded = decode_text(&bytes, Some(Encoding::GBK));
    assert_eq!(decoded.text, "J1,1,\u{fffd},2\n\u{fffd}\n\u{fffd}");
    assert_eq!((decoded.replaced, decoded.first_replaced), (3, Some(5)));
}

#[test]
fn labels_of_cpg_dxf_and_people_are_understood() {
    let cases = [
        ("UTF-8", "UTF-8"),
        ("utf8\r\n", "UTF-8"),
        ("65001", "UTF-8"),
        ("936", "GBK"),
        ("GBK", "GBK"),
        ("cp936", "GBK"),
        ("ANSI 936", "GBK"),
        ("ANSI_936", "GBK"),
        ("gb2312", "GBK"),
        ("GB18030", "GB18030"),
        ("Big-5", "Big5"),
        ("BIG5", "Big5"),
        ("ansi_950", "Big5"),
        ("EUC-KR", "EUC-KR"),
        ("shiftjis", "Shift_JIS"),
        ("dos932", "Shift_JIS"),
        ("ISO 88591", "windows-1252"),
        ("88592", "ISO-8859-2"),
        ("latin2", "ISO-8859-2"),
        ("koi8r", "KOI8-R"),
        ("1251", "windows-1251"),
        ("ANSI_1252", "windows-1252"),
        ("874", "windows-874"),
        ("UTF-16", "UTF-16LE"),
        ("OEM 437", "CP437"),
        ("CP850", "CP850"),
        ("iso-8859-15", "ISO-8859-15"),
    ];
    for (label, name) in cases {
        let found = Encoding::of_label(label);
        assert_eq!(found.map(Encoding::name), Some(name), "{label}");
        assert_eq!(Encoding::of_label(name), found, "{name}");
    }
    for label in ["", "system", "hz-gb-2312", "99999999999", "ANSI_"] {
        assert_eq!(Encoding::of_label(label), None, "{label}");
    }
    for choice in Encoding::CHOICES {
        assert_eq!(Encoding::of_label(choice.name()), Some(choice));
    }
}

#[test]
fn language_bytes_of_dbf_files_are_understood() {
    let name = |byte| Encoding::of_dbf_language(byte).map(Encoding::name);
    assert_eq!([name(0x4D), name(0x7A)], [Some("GBK"); 2]);
    assert_eq!([name(0x4F), name(0x78)], [Some("Big5"); 2]);
    assert_eq!([name(0x00), name(0x57)], [None; 2]);
    assert_eq!(name(0x03), Some("windows-1252"));
    assert_eq!(name(0x01), Some("CP437"));
}

#[test]
fn what_an_encoding_does_not_have_is_told() {
    assert_eq!(Encoding::GBK.encode("甲𠮷"), (b"\xBC\xD7?".to_vec(), vec!['𠮷']));
    assert!(Encoding::GB18030.encode("甲𠮷").1.is_empty());
    let dos = Encoding::of_code_page(437).unwrap();
    assert_eq!(dos.encode("é─"), (vec![0x82, 0xC4], Vec::new()));
    let decoded = decode_text(&[0x82, 0xC4], Some(dos));
    assert_eq!(decoded.text, "é─");
    for page in [437, 850, 852] {
        let page = Encoding::of_code_page(page).unwrap();
        let all: Vec<u8> = (0..=255).collect();
        let text = decode_text(&all, Some(page)).text;
        assert_eq!(page.encode(&text), (all, Vec::new()));
    }
}

#[test]
fn any_bytes_get_a_guess_and_a_text() {
    let mut state = 7_u64;
    for length in 0..600 {
        let bytes: Vec<u8> = (0..length)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 56) as u8
            })
            .collect();
        assert!(!detect_encoding(&bytes).is_empty());
        let decoded = decode_text(&bytes, None);
        assert!(
            decoded.replaced > 0 || !decoded.text.contains('\u{fffd}') || decoded.encoding == Encoding::UTF_8
        );
        for given in Encoding::CHOICES {
            assert_eq!(decode_text(&bytes, Some(given)).encoding, given);
        }
    }
}
