use super::*;

/// True if the input is exactly one item.
fn reads(input: &[u8]) -> bool {
    let mut reader = Reader::new(input);
    reader.skip(DEPTH).and_then(|()| reader.end()).is_some()
}

#[test]
fn reads_every_kind_of_item() {
    for item in [
        &[0x00][..],
        &[0x18, 0x18],
        &[0x39, 0x01, 0x00],
        &[0x1a, 0, 1, 0, 0],
        &[0x1b, 0, 0, 0, 1, 0, 0, 0, 0],
        &[0x43, 1, 2, 3],
        &[0x62, 0xc3, 0xbc],
        &[0x83, 0xf4, 0xf5, 0xf6],
        &[0xf9, 0x00, 0x00],
        &[0xa2, 0x01, 0x02, 0x61, b'a', 0x80],
        &[0xa2, 0x61, b'b', 0x00, 0x62, b'a', b'a', 0x00],
        &[0xa2, 0x20, 0x00, 0x38, 0x18, 0x00],
        // Numbers and lengths wider than necessary, and keys out of the canonical order.
        &[0x18, 0x17],
        &[0x1b, 0, 0, 0, 0, 0, 0, 0, 1],
        &[0x58, 0x01, 0x00],
        &[0xb9, 0, 1, 0x01, 0x00],
        &[0xa2, 0x02, 0x00, 0x01, 0x00],
        &[0xa2, 0x62, b'a', b'a', 0x00, 0x61, b'b', 0x00],
        &[0xa2, 0x20, 0x00, 0x01, 0x00],
    ] {
        assert!(reads(item), "{item:02x?}");
    }
}

/// Pairs with the keys 0, 1, 2, …, each with the value 0.
fn many_pairs(count: u8) -> Vec<u8> {
    (0..count).flat_map(|key| [0x18, key, 0x00]).collect()
}

#[test]
fn thirty_two_pairs_are_read() {
    assert!(reads(&[&[0xb8, 32][..], &many_pairs(32)].concat()));
}

#[test]
fn ambiguous_encodings_are_refused() {
    for (why, item) in [
        ("empty", &[][..]),
        ("trailing byte", &[0x00, 0x00]),
        ("indefinite bytes", &[0x5f, 0x41, 0x00, 0xff]),
        ("indefinite array", &[0x9f, 0xff]),
        ("indefinite map", &[0xbf, 0xff]),
        ("break", &[0xff]),
        ("reserved", &[0x1c]),
        ("tag", &[0xc0, 0x00]),
        ("simple value", &[0xf8, 0xff]),
        ("simple value", &[0xe0]),
        ("invalid UTF-8", &[0x61, 0xff]),
        ("duplicate key", &[0xa2, 0x01, 0x00, 0x01, 0x00]),
        ("duplicate key in another width", &[0xa2, 0x01, 0x00, 0x18, 0x01, 0x00]),
        ("duplicate text in another width", &[0xa2, 0x61, b'a', 0x00, 0x78, 0x01, b'a', 0x00]),
        ("duplicate key further on", &[0xa3, 0x01, 0x00, 0x02, 0x00, 0x01, 0x00]),
        ("true as key", &[0xa1, 0xf5, 0x00]),
        ("more pairs than any authenticator writes", &[&[0xb8, 33][..], &many_pairs(33)].concat()),
        ("array as key", &[0xa1, 0x80, 0x00]),
        ("map cut off", &[0xa1, 0x01]),
        ("head cut off", &[0x19, 0x01]),
        ("huge bytes", &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        ("huge array", &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00]),
        ("huge map", &[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00]),
    ] {
        assert!(!reads(item), "{why}: {item:02x?}");
    }
}

#[test]
fn four_levels_of_nesting_are_the_limit() {
    assert!(reads(&[0x81, 0x81, 0x81, 0x81, 0x00]));
    assert!(!reads(&[0x81, 0x81, 0x81, 0x81, 0x80]));
    assert!(!reads(&[0x81; 100_000]));
    assert!(!reads(&[0xa1; 100_000]));
    let maps = |levels: usize| [&[0xa1, 0x00].repeat(levels)[..], &[0x00]].concat();
    assert!(reads(&maps(4)));
    assert!(!reads(&maps(5)));
}

#[test]
fn numbers_are_read_to_the_end_of_their_range() {
    assert_eq!(Reader::new(&[0x39, 0x01, 0x00]).int(), Some(-257));
    assert_eq!(Reader::new(&[0x26]).int(), Some(-7));
    assert_eq!(Reader::new(&[0x3b, 0x7f, 255, 255, 255, 255, 255, 255, 255]).int(), Some(i64::MIN));
    assert_eq!(Reader::new(&[0x3b, 0x80, 0, 0, 0, 0, 0, 0, 0]).int(), None);
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_and_what_is_read_is_inside(input: Vec<u8>) {
        let mut reader = Reader::new(&input);
        if reader.skip(DEPTH).is_some() {
            assert!(reader.0.len() < input.len());
        }
        let mut map = Reader::new(&input);
        if let Some(raw) = map.raw_map() {
            assert!(reads(raw) && input.starts_with(raw));
        }
    }

    #[test]
    fn a_number_is_read_in_every_width_that_holds_it(number: u64, negative: bool) {
        let bytes = number.to_be_bytes();
        let head = |info: u8| if negative { 0x20 | info } else { info };
        let encodings = [(24, 1), (25, 2), (26, 4), (27, 8)];
        let fitting = encodings.iter().filter(|(_, size)| bytes[..8 - size].iter().all(|byte| *byte == 0));
        let long = fitting.map(|(info, size)| [&[head(*info)], &bytes[8 - size..]].concat());
        let short = u8::try_from(number).ok().filter(|number| *number < 24).map(|number| vec![head(number)]);
        let expected = i64::try_from(number).ok().map(|number| if negative { -1 - number } else { number });
        for encoded in short.into_iter().chain(long) {
            assert!(reads(&encoded));
            assert_eq!(Reader::new(&encoded).int(), expected);
        }
    }
}
