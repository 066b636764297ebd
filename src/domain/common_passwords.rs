//! The 10,000 most common passwords of at least 8 characters, as a Golomb-coded set.
//!
//! `common_passwords/list.txt` holds them in clear; `scripts/common_passwords.mjs` builds `filter.bin` from it and
//! names the sources. Comparison ignores case. The rate of false positives is 1 in 16,384.

use sha2::{Digest, Sha256};

use super::password::fold;

const FILTER: &[u8] = include_bytes!("common_passwords/filter.bin");
/// Bits of the remainder in a coded distance. The rate of false positives is 1 in 2 to this power.
const REMAINDER_BITS: u32 = 14;

/// True for a password in the set, and for 1 in 16,384 others.
pub fn is_common(password: &str) -> bool {
    let (passwords, places) = read();
    let sought = place(password, passwords);
    places.take_while(|place| *place <= sought).any(|place| place == sought)
}

/// Number of entries, and their positions in ascending order.
fn read() -> (u32, impl Iterator<Item = u64>) {
    let (&header, bytes) = FILTER.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
    let [a, b, c, d, e, f, g, h] = header;
    let mut bits = Bits { bytes, next: 0 };
    let places = (0..u32::from_be_bytes([e, f, g, h])).scan(0, move |at, _| {
        *at += bits.distance();
        Some(*at)
    });
    (u32::from_be_bytes([a, b, c, d]), places)
}

/// Position of a password in the set: the first bytes of its SHA-256, scaled to 2^14 positions for each entry.
fn place(password: &str, entries: u32) -> u64 {
    let hash = Sha256::digest(fold(password));
    let start = hash.iter().take(8).fold(0_u64, |start, byte| start << 8 | u64::from(*byte));
    let range = u64::from(entries) << REMAINDER_BITS;
    u64::try_from((u128::from(start) * u128::from(range)) >> 64).unwrap_or(u64::MAX)
}

/// Bit reader, most significant bit first.
struct Bits {
    bytes: &'static [u8],
    next: usize,
}

impl Bits {
    fn bit(&mut self) -> u64 {
        let byte = self.bytes.get(self.next / 8).copied().unwrap_or_default();
        let bit = byte >> (7 - self.next % 8) & 1;
        self.next += 1;
        u64::from(bit)
    }

    fn distance(&mut self) -> u64 {
        let mut quotient = 0;
        while self.bit() == 1 {
            quotient += 1;
        }
        (0..REMAINDER_BITS).fold(quotient, |distance, _| distance << 1 | self.bit())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const LIST: &str = include_str!("common_passwords/list.txt");

    fn places() -> (u32, HashSet<u64>) {
        let (passwords, places) = read();
        (passwords, places.collect())
    }

    #[test]
    fn every_one_in_the_list_is_known_in_any_case() {
        let (passwords, places) = places();
        assert_eq!((LIST.lines().count(), passwords), (10_000, 10_000));
        for password in LIST.lines() {
            assert!(places.contains(&place(&password.to_uppercase(), passwords)), "{password}");
        }
        for password in ["password", "Password", "PASSWORD123", "QwertyUiop", "1Q2w3e4R", "12345678"] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn the_filter_has_one_false_positive_in_16384() {
        let (passwords, places) = places();
        let tried = 400_000;
        let taken =
            (0..tried).filter(|n| places.contains(&place(&format!("nobody has number {n}"), passwords))).count();
        println!("{taken} of {tried} taken for common ones");
        // Expected: 24, with four standard deviations either way.
        assert!((5..=44).contains(&taken), "{taken} of {tried}");
    }

    #[test]
    fn passwords_of_published_examples_are_good_enough() {
        for password in ["SecurePassword123", "supersafepassword", "secure_password", "correct horse battery"] {
            assert!(!is_common(password), "{password}");
        }
    }
}
