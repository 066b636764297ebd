//! Time-based one-time passwords (RFC 6238): HMAC-SHA-1, steps of 30 seconds, six digits, as all authenticator apps
//! support. The clock is the server's.

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::domain::UnixTime;
use crate::domain::typed_code::six_digits;

/// Length of a step in seconds (RFC 6238 section 4.1).
const STEP: i64 = 30;
/// Tolerated difference of the two clocks, in steps (RFC 6238 section 5.2).
const SKEW: i64 = 1;
/// Digits of a code.
const DIGITS: usize = 6;
/// Ten to the power of [`DIGITS`].
const MODULUS: u32 = 1_000_000;
/// Alphabet of RFC 4648 section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Characters to percent-encode: all but the unreserved ones (RFC 3986 section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Secret shared by an authenticator app and the service: 160 bits (RFC 4226 section 4, R6).
pub struct TotpSecret(Zeroizing<[u8; 20]>);

impl TotpSecret {
    /// Takes random bytes, or those of an earlier secret.
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads a stored secret; `None` unless it has 160 bits.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_bytes)
    }

    /// Raw bytes, to be sealed.
    pub fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Base32 (RFC 4648 section 6): 32 characters, no padding, for typing by hand.
    pub fn to_base32(&self) -> Zeroizing<String> {
        let symbols = self.0.chunks(5).flat_map(|chunk| {
            let bits = chunk.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            (0..8).rev().map(move |at| bits >> (5 * at) & 31)
        });
        Zeroizing::new(symbols.filter_map(|symbol| BASE32.get(symbol as usize)).map(|byte| char::from(*byte)).collect())
    }

    /// Key URI that authenticator apps scan: `otpauth://totp/<issuer>:<account>?secret=<base32>&issuer=<issuer>`.
    /// Colons in either name are dropped, because readers split the decoded label at one.
    pub fn otpauth_url(&self, issuer: &str, account: &str) -> Zeroizing<String> {
        let encode = |name: &str| utf8_percent_encode(&name.replace(':', ""), RESERVED).to_string();
        let (issuer, account, secret) = (encode(issuer), encode(account), self.to_base32());
        Zeroizing::new(format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", *secret))
    }

    /// Step of a correct code: at most one step from now, and later than `last_step`, the step of the last accepted
    /// code. To make a code single-use, store its step only if it is later than the stored one (compare and set).
    /// Separators in `typed` are ignored; nothing but six ASCII digits matches.
    pub fn check(&self, typed: &str, now: UnixTime, last_step: Option<i64>) -> Option<i64> {
        let code = six_digits(typed)?;
        let current = now.0.div_euclid(STEP);
        let oldest = last_step.map_or(i64::MIN, |step| step.saturating_add(1));
        // All steps are computed and the latest match wins, so that neither timing nor a chance repetition of a code
        // reveals or grants anything.
        (-SKEW..=SKEW)
            .map(|skew| current + skew)
            .filter(|step| self.code(*step).is_some_and(|right| right.as_bytes().ct_eq(code.as_bytes()).into()))
            .filter(|step| *step >= oldest)
            .max()
    }

    /// Code of a step; `None` before 1970.
    fn code(&self, step: i64) -> Option<String> {
        u64::try_from(step).ok().map(|step| format!("{:0DIGITS$}", self.truncated(step) % MODULUS))
    }

    /// HOTP value of a counter before its reduction to digits (RFC 4226 section 5.3).
    fn truncated(&self, counter: u64) -> u32 {
        let tag: [u8; 20] = self.hmac().chain_update(counter.to_be_bytes()).finalize().into_bytes().into();
        let offset = tag.last().map_or(0, |byte| usize::from(byte & 0xf));
        tag.iter().skip(offset).take(4).fold(0, |value, byte| value << 8 | u32::from(*byte)) & 0x7fff_ffff
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 section 2)")]
    fn hmac(&self) -> Hmac<Sha1> {
        Hmac::new_from_slice(self.expose()).expect("a key of any length")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published() -> TotpSecret {
        TotpSecret::from_slice(b"12345678901234567890").expect("160 bits")
    }

    /// Independent implementation to compare with.
    fn judge(secret: &TotpSecret) -> totp_rs::Totp {
        let builder = totp_rs::Builder::new().with_secret(secret.expose().to_vec()).with_account_name("ann@acme.com");
        builder.with_issuer(Some("Acme")).build().expect("builds")
    }

    #[test]
    fn the_published_hotp_values_hold() {
        // RFC 4226 appendix D.
        let truncated = [
            1_284_755_224,
            1_094_287_082,
            137_359_152,
            1_726_969_429,
            1_640_338_314,
            868_254_676,
            1_918_287_922,
            82_162_583,
            673_399_871,
            645_520_489,
        ];
        let codes =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (counter, (value, code)) in (0..).zip(truncated.into_iter().zip(codes)) {
            assert_eq!(published().truncated(counter), value);
            assert_eq!(published().code(counter as i64).as_deref(), Some(code));
        }
    }

    #[test]
    fn the_published_totp_values_hold() {
        // RFC 6238 appendix B, SHA-1 rows: eight digits, of which the last six are compared.
        for (time, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(published().truncated(time as u64 / 30) % 100_000_000, code);
            let six = format!("{:06}", code % MODULUS);
            assert_eq!(published().check(&six, UnixTime(time), None), Some(time / 30));
        }
    }

    #[test]
    fn a_code_is_valid_one_step_early_or_late() {
        let (now, step) = (1_700_000_010, 1_700_000_010 / 30);
        let code = published().code(step).expect("a code");
        for (offset, accepted) in
            [(-31, false), (-30, true), (0, true), (29, true), (30, true), (59, true), (60, false)]
        {
            let found = published().check(&code, UnixTime(now + offset), None);
            assert_eq!(found, accepted.then_some(step), "{offset}");
        }
    }

    #[test]
    fn a_step_is_accepted_once_and_none_before_it() {
        let now = UnixTime(1_700_000_010);
        let step = now.0 / 30;
        let code = |step| published().code(step).expect("a code");
        assert_eq!(published().check(&code(step), now, Some(step - 1)), Some(step));
        assert_eq!(published().check(&code(step), now, Some(step)), None);
        assert_eq!(published().check(&code(step - 1), now, Some(step)), None);
        assert_eq!(published().check(&code(step + 1), now, Some(step)), Some(step + 1));
        assert_eq!(published().check(&code(step + 1), now, Some(step + 1)), None);
        assert_eq!(published().check(&code(step), now, Some(i64::MAX)), None);
    }

    #[test]
    fn a_code_that_two_steps_share_spends_both() {
        // Found by search: with the published secret, these two consecutive steps have the same code.
        let (step, code) = (910_737, "911617");
        assert_eq!(published().code(step), published().code(step + 1));
        assert_eq!(published().check(code, UnixTime(step * STEP), None), Some(step + 1));
        assert_eq!(published().check(code, UnixTime(step * STEP), Some(step + 1)), None);
    }

    #[test]
    fn only_six_ascii_digits_are_a_code() {
        let now = UnixTime(59);
        for shown in ["287082", "287 082", " 287-082 ", "28 70 82", "287\u{a0}082", "287\u{2011}082"] {
            assert_eq!(published().check(shown, now, None), Some(1), "{shown:?}");
        }
        for other in [
            "",
            "28708",
            "2870820",
            "0287082",
            "28708a",
            "+28708",
            "-28708",
            "28708\0",
            "２８７０８２",
            "٢٨٧٠٨٢",
            "٢٨٧",
            "94287082",
            "287082,287082",
        ] {
            assert_eq!(published().check(other, now, None), None, "{other}");
        }
        assert_eq!(published().check(&"1".repeat(1 << 20), now, None), None);
    }

    #[test]
    fn leading_zeros_count() {
        // RFC 6238 appendix B: 07081804 at this time.
        assert_eq!(published().check("081804", UnixTime(1_111_111_109), None), Some(37_037_036));
        assert_eq!(published().check("81804", UnixTime(1_111_111_109), None), None);
    }

    #[test]
    fn times_at_the_edges_do_not_panic() {
        for now in [i64::MIN, -31, -1, 0, 1, i64::MAX] {
            for last in [None, Some(i64::MIN), Some(0), Some(i64::MAX)] {
                assert_eq!(published().check("000000", UnixTime(now), last), None);
            }
        }
    }

    #[test]
    fn there_are_no_codes_before_1970() {
        // RFC 4226 appendix D: the code of step 0.
        assert_eq!(published().check("755224", UnixTime(-30), None), Some(0));
        assert_eq!(published().check("755224", UnixTime(-31), None), None);
    }

    #[test]
    fn another_implementation_agrees() {
        for seed in 0..50u8 {
            let secret = TotpSecret::from_bytes([seed.wrapping_mul(37); 20]);
            for time in (0..5).map(|n| 1_700_000_000 + n * 86_413 + i64::from(seed)) {
                let code = judge(&secret).generate(time as u64).to_string();
                assert_eq!(secret.check(&code, UnixTime(time), None), Some(time / 30), "{seed} {time}");
            }
        }
    }

    #[test]
    fn the_secret_is_base32() {
        // RFC 4648 section 10 ends at six bytes; this is the published secret in every authenticator app.
        assert_eq!(*published().to_base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(*TotpSecret::from_bytes([0xff; 20]).to_base32(), "7".repeat(32));
        assert!(TotpSecret::from_slice(&[0; 19]).is_none() && TotpSecret::from_slice(&[0; 21]).is_none());
    }

    #[test]
    fn the_url_is_what_authenticator_apps_read() {
        let url = published().otpauth_url("Acme: Co & Söhne", "ann+x@acme.com");
        assert_eq!(
            *url,
            "otpauth://totp/Acme%20Co%20%26%20S%C3%B6hne:ann%2Bx%40acme.com\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20Co%20%26%20S%C3%B6hne"
        );
        let read = totp_rs::Totp::from_url(url.as_str()).expect("reads");
        assert_eq!(read.issuer(), Some("Acme Co & Söhne"));
        assert_eq!(read.account_name(), "ann+x@acme.com");
        assert_eq!(read.secret().to_base32(), *published().to_base32());
        assert_eq!(read.generate(59).to_string(), "287082");
    }
}
