//! A reader of the CTAP2 canonical CBOR encoding form (CTAP 2.1 section 8, over RFC 8949), the only one that WebAuthn
//! knows (Level 3 section 2.4): definite lengths, shortest numbers, sorted and therefore unique keys, no tags, at most
//! four levels. It borrows from its input and allocates nothing, so that a length is believed only if the bytes are
//! there. Whatever is not that form is `None`.

/// The levels of arrays and maps in one item.
const DEPTH: usize = 4;

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const SIMPLE: u8 = 7;

/// The part of the input that has not been read.
pub(super) struct Reader<'a>(&'a [u8]);

/// The first bytes of an item (RFC 8949 section 3).
struct Head {
    major: u8,
    info: u8,
    argument: u64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(input: &'a [u8]) -> Self {
        Self(input)
    }

    /// Nothing is left.
    pub(super) fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    /// So many raw bytes.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Raw bytes that fill an array.
    pub(super) fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(taken)
    }

    /// A number.
    pub(super) fn int(&mut self) -> Option<i64> {
        let head = self.head()?;
        let argument = i64::try_from(head.argument).ok()?;
        match head.major {
            UNSIGNED => Some(argument),
            NEGATIVE => Some(-1 - argument),
            _ => None,
        }
    }

    /// A byte string.
    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.length(BYTES)?;
        self.take(length)
    }

    /// A text string.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = self.length(TEXT)?;
        str::from_utf8(self.take(length)?).ok()
    }

    /// The beginning of a map, and how many pairs it has.
    pub(super) fn map(&mut self) -> Option<usize> {
        self.length(MAP)
    }

    /// Exactly this number: the key of a pair.
    pub(super) fn int_key(&mut self, key: i64) -> Option<()> {
        (self.int()? == key).then_some(())
    }

    /// Exactly this text: the key of a pair.
    pub(super) fn text_key(&mut self, key: &str) -> Option<()> {
        (self.text()? == key).then_some(())
    }

    /// A whole map, as it stands.
    pub(super) fn raw_map(&mut self) -> Option<&'a [u8]> {
        let mut start = Reader(self.0);
        start.map()?;
        self.raw_item(DEPTH)
    }

    fn raw_item(&mut self, depth: usize) -> Option<&'a [u8]> {
        let input = self.0;
        self.skip(depth)?;
        input.get(..input.len().checked_sub(self.0.len())?)
    }

    fn skip(&mut self, depth: usize) -> Option<()> {
        let Head { major, info, argument } = self.head()?;
        match major {
            UNSIGNED | NEGATIVE => Some(()),
            BYTES => self.take(usize::try_from(argument).ok()?).map(|_| ()),
            TEXT => str::from_utf8(self.take(usize::try_from(argument).ok()?)?).ok().map(|_| ()),
            ARRAY => {
                let depth = depth.checked_sub(1)?;
                (0..argument).try_for_each(|_| self.skip(depth))
            }
            MAP => self.skip_pairs(argument, depth.checked_sub(1)?),
            // False, true, null, undefined, and floating point numbers.
            SIMPLE => matches!(info, 20..=23 | 25..=27).then_some(()),
            _ => None,
        }
    }

    /// Each pair takes at least two bytes, so that a false count soon meets the end of the input.
    fn skip_pairs(&mut self, count: u64, depth: usize) -> Option<()> {
        let mut last = None;
        for _ in 0..count {
            let key = self.raw_item(0)?;
            // Sorted by type, then by length, then by byte.
            let place = Some((key.first()? >> 5, key.len(), key));
            if place <= last {
                return None;
            }
            last = place;
            self.skip(depth)?;
        }
        Some(())
    }

    fn length(&mut self, major: u8) -> Option<usize> {
        let head = self.head()?;
        (head.major == major).then(|| usize::try_from(head.argument).ok())?
    }

    fn head(&mut self) -> Option<Head> {
        let [first] = *self.array()?;
        let (major, info) = (first >> 5, first & 0x1f);
        // Length of the argument in bytes, and the least value that needs so many.
        let (size, least) = match info {
            0..=23 => return Some(Head { major, info, argument: info.into() }),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return None,
        };
        let argument = self.take(size)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        // The bits of a floating point number are no length to shorten.
        (major == SIMPLE || argument >= least).then_some(Head { major, info, argument })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// True if this is one whole item and nothing else.
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
        ] {
            assert!(reads(item), "{item:02x?}");
        }
    }

    #[test]
    fn refuses_what_is_not_canonical() {
        for (why, item) in [
            ("empty", &[][..]),
            ("trailing byte", &[0x00, 0x00]),
            ("long number", &[0x18, 0x17]),
            ("long number", &[0x19, 0x00, 0xff]),
            ("long number", &[0x1a, 0x00, 0x00, 0xff, 0xff]),
            ("long number", &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
            ("long length", &[0x58, 0x01, 0x00]),
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
            ("unsorted keys", &[0xa2, 0x02, 0x00, 0x01, 0x00]),
            ("unsorted lengths", &[0xa2, 0x62, b'a', b'a', 0x00, 0x61, b'b', 0x00]),
            ("unsorted types", &[0xa2, 0x20, 0x00, 0x01, 0x00]),
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
    fn four_levels_and_no_more() {
        assert!(reads(&[0x81, 0x81, 0x81, 0x81, 0x00]));
        assert!(!reads(&[0x81, 0x81, 0x81, 0x81, 0x80]));
        assert!(!reads(&[0x81; 100_000]));
        assert!(!reads(&[0xa1; 100_000]));
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
        fn a_number_has_one_encoding(number: u64, negative: bool) {
            let bytes = number.to_be_bytes();
            let head = |info: u8| if negative { 0x20 | info } else { info };
            let encodings = [(24, 1), (25, 2), (26, 4), (27, 8)];
            let fitting = encodings.iter().filter(|(_, size)| bytes[..8 - size].iter().all(|byte| *byte == 0));
            let long = fitting.map(|(info, size)| [&[head(*info)], &bytes[8 - size..]].concat());
            let short = u8::try_from(number).ok().filter(|number| *number < 24).map(|number| vec![head(number)]);
            let all: Vec<Vec<u8>> = short.into_iter().chain(long).collect();
            let read: Vec<&Vec<u8>> = all.iter().filter(|encoded| reads(encoded)).collect();
            assert_eq!(read, [&all[0]]);
            let expected = i64::try_from(number).ok().map(|number| if negative { -1 - number } else { number });
            assert_eq!(Reader::new(&all[0]).int(), expected);
        }
    }
}
