//! CBOR reader (RFC 8949) as authenticators write it: definite lengths, unique keys, no tags, at most four levels.
//!
//! Authenticators owe the CTAP2 canonical form (WebAuthn Level 3 section 2.4), which also sorts the keys of a map and
//! writes numbers in their shortest form. A reader only *should* insist on it, and some password managers do neither, so
//! any order and any width is read. Duplicate keys, indefinite lengths and bytes behind the end stay refused: two readers
//! may disagree about those. A length beyond the end of the input is refused. Refusals are `None`.

/// Levels of arrays and maps in one item.
const DEPTH: usize = 4;
/// Limit of pairs in a map: a COSE_Key has five, an attestation statement six.
const MOST_PAIRS: u64 = 32;

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const SIMPLE: u8 = 7;

/// Unread rest of the input.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

/// Key of a pair: its type and its value, whatever the width it was written in.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key<'a> {
    major: u8,
    /// Number, or length of the string.
    argument: u64,
    string: &'a [u8],
}

/// Map with unique keys, in any order.
pub(crate) struct Pairs<'a>(Vec<(Key<'a>, Reader<'a>)>);

impl<'a> Pairs<'a> {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Number with a numeric key.
    pub(crate) fn int(&self, key: i64) -> Option<i64> {
        self.under(key)?.int()
    }

    /// Byte string with a numeric key.
    pub(crate) fn bytes(&self, key: i64) -> Option<&'a [u8]> {
        self.under(key)?.bytes()
    }

    /// Value with a text key.
    pub(crate) fn named(&self, key: &str) -> Option<Reader<'a>> {
        let argument = u64::try_from(key.len()).ok()?;
        self.find(Key { major: TEXT, argument, string: key.as_bytes() })
    }

    fn under(&self, key: i64) -> Option<Reader<'a>> {
        let (major, argument) = if key < 0 { (NEGATIVE, -1 - key) } else { (UNSIGNED, key) };
        self.find(Key { major, argument: u64::try_from(argument).ok()?, string: &[] })
    }

    fn find(&self, key: Key<'_>) -> Option<Reader<'a>> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }
}

/// Head of an item (RFC 8949 section 3).
struct Head {
    major: u8,
    info: u8,
    argument: u64,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(input: &'a [u8]) -> Self {
        Self(input)
    }

    /// True at the end of the input.
    pub(crate) fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    /// So many raw bytes.
    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Raw bytes that fill an array.
    pub(crate) fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(taken)
    }

    /// A number.
    pub(crate) fn int(&mut self) -> Option<i64> {
        let head = self.head()?;
        let argument = i64::try_from(head.argument).ok()?;
        match head.major {
            UNSIGNED => Some(argument),
            NEGATIVE => Some(-1 - argument),
            _ => None,
        }
    }

    /// A byte string.
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.length(BYTES)?;
        self.take(length)
    }

    /// A text string.
    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = self.length(TEXT)?;
        str::from_utf8(self.take(length)?).ok()
    }

    /// A map of at most [`MOST_PAIRS`] pairs.
    pub(crate) fn map(&mut self) -> Option<Pairs<'a>> {
        let Head { major, argument, .. } = self.head()?;
        if major != MAP {
            return None;
        }
        self.pairs(argument, DEPTH - 1)
    }

    /// Raw bytes of a whole map.
    pub(crate) fn raw_map(&mut self) -> Option<&'a [u8]> {
        let mut start = *self;
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
            MAP => self.pairs(argument, depth.checked_sub(1)?).map(|_| ()),
            // False, true, null, undefined, and floating point numbers.
            SIMPLE => matches!(info, 20..=23 | 25..=27).then_some(()),
            _ => None,
        }
    }

    /// Reads the pairs of a map, their values at most `depth` levels deep.
    fn pairs(&mut self, count: u64, depth: usize) -> Option<Pairs<'a>> {
        if count > MOST_PAIRS {
            return None;
        }
        let mut pairs = Pairs(Vec::new());
        for _ in 0..count {
            let key = self.key()?;
            if pairs.find(key).is_some() {
                return None;
            }
            pairs.0.push((key, Reader(self.raw_item(depth)?)));
        }
        Some(pairs)
    }

    /// Reads the key of a pair: a number, a byte string or a text.
    fn key(&mut self) -> Option<Key<'a>> {
        let Head { major, argument, .. } = self.head()?;
        let string = match major {
            UNSIGNED | NEGATIVE => &[],
            BYTES => self.take(usize::try_from(argument).ok()?)?,
            TEXT => str::from_utf8(self.take(usize::try_from(argument).ok()?)?).ok()?.as_bytes(),
            _ => return None,
        };
        Some(Key { major, argument, string })
    }

    fn length(&mut self, major: u8) -> Option<usize> {
        let head = self.head()?;
        (head.major == major).then(|| usize::try_from(head.argument).ok())?
    }

    fn head(&mut self) -> Option<Head> {
        let [first] = *self.array()?;
        let (major, info) = (first >> 5, first & 0x1f);
        let size = match info {
            0..=23 => return Some(Head { major, info, argument: info.into() }),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return None,
        };
        let argument = self.take(size)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        Some(Head { major, info, argument })
    }
}

#[cfg(test)]
mod tests;
