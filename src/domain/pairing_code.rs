//! Pairing codes, typed from one device into another (RFC 8628 section 6.1).

use super::typed_code::is_separator;

/// Characters of codes shorter than [`CLEAR_LENGTH`].
const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// Characters that are not easily confused.
const CLEAR_ALPHABET: &[u8] = b"23456789ACDEFGHJKMNPQRTUVWXYZ";
/// Shortest length at which [`CLEAR_ALPHABET`] gives the 20 bits that RFC 8628 section 5.1 assumes.
const CLEAR_LENGTH: usize = 5;

/// Pairing code in upper case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairingCode(String);

impl PairingCode {
    /// Makes a code from random bytes, eight to a character, so that the bias of the modulus is negligible.
    pub fn from_random(bytes: &[u8]) -> Self {
        let length = bytes.len() / 8;
        let alphabet = if length < CLEAR_LENGTH { ALPHABET } else { CLEAR_ALPHABET };
        let draw = |chunk: &[u8]| {
            let number =
                chunk.iter().fold(0_u64, |number, byte| number.wrapping_mul(256).wrapping_add(u64::from(*byte)));
            let at = usize::try_from(number % alphabet.len() as u64).unwrap_or_default();
            alphabet.get(at).copied().map(char::from)
        };
        Self(bytes.chunks_exact(8).filter_map(draw).collect())
    }

    /// Parses a typed code, ignoring case, spaces and hyphens. `None` if it cannot be a code of this length.
    pub fn parse(typed: &str, length: usize) -> Option<Self> {
        let typed = typed.chars().filter(|c| !is_separator(*c)).take(length.saturating_add(1));
        let code: String = typed.map(|c| c.to_ascii_uppercase()).collect();
        (code.len() == length && code.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(Self(code))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_length_and_no_look_alikes_where_length_allows() {
        for length in 4..=10 {
            let bytes: Vec<u8> = (0..length * 8).map(|n| (n * 37 + 11) as u8).collect();
            let code = PairingCode::from_random(&bytes);
            assert_eq!(code.as_str().len(), length);
            if length >= 5 {
                assert!(!code.as_str().contains(['0', 'O', '1', 'I', 'L', 'B', 'S']), "{code:?}");
            }
            assert_eq!(PairingCode::parse(&code.as_str().to_lowercase(), length), Some(code));
        }
    }

    #[test]
    fn a_short_code_draws_from_every_character_a_longer_one_from_the_clear_ones() {
        let drawn = |length: usize, byte: u8| PairingCode::from_random(&vec![byte; 8 * length]).0;
        assert_eq!((drawn(4, 0), drawn(5, 0)), ("0000".into(), "22222".into()));
    }

    #[test]
    fn a_code_is_read_in_any_case_and_spacing_and_not_otherwise() {
        for typed in [" ght-10q ", "GHT\u{a0}10Q", "ght\u{2011}10q\u{200b}"] {
            assert_eq!(PairingCode::parse(typed, 6).map(|code| code.0).as_deref(), Some("GHT10Q"), "{typed:?}");
        }
        for typed in ["", "GHT10", "GHT10QX", "GHT10É", "GHT10_", "GHT10\u{0}"] {
            assert_eq!(PairingCode::parse(typed, 6), None, "{typed:?}");
        }
    }
}
