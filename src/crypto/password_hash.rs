//! Password hashes: Argon2id (RFC 9106), version 19, in PHC strings, with a pepper as Argon2's secret value.

use std::cell::RefCell;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, AssociatedData, Block, Params, Version};
use subtle::ConstantTimeEq;

use super::subkey::Subkey;
use crate::domain::{AuthError, Password, Secret};

/// Cost profile of a hash. All are equally strong by OWASP's Password Storage Cheat Sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// 46 MiB, one pass.
    M47104,
    /// 19 MiB, two passes: the default.
    M19456,
    /// 12 MiB, three passes.
    M12288,
    /// 9 MiB, four passes.
    M9216,
    /// 7 MiB, five passes.
    M7168,
}

impl Profile {
    /// Every profile, by its name in `PASSWORD_PROFILE`.
    pub const ALL: [(&'static str, Self); 5] = [
        ("m47104", Self::M47104),
        ("m19456", Self::M19456),
        ("m12288", Self::M12288),
        ("m9216", Self::M9216),
        ("m7168", Self::M7168),
    ];

    /// Memory in KiB and passes; always one lane.
    fn cost(self) -> (u32, u32) {
        match self {
            Self::M47104 => (47104, 1),
            Self::M19456 => (19456, 2),
            Self::M12288 => (12288, 3),
            Self::M9216 => (9216, 4),
            Self::M7168 => (7168, 5),
        }
    }

    fn params(self) -> Result<Params, AuthError> {
        let (memory, passes) = self.cost();
        Params::new(memory, passes, 1, None).map_err(internal)
    }

    fn of(params: &Params) -> Option<Self> {
        let cost = (params.m_cost(), params.t_cost());
        Self::ALL.into_iter().map(|(_, profile)| profile).find(|profile| profile.cost() == cost && params.p_cost() == 1)
    }
}

/// Stored hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHash {
    /// PHC string.
    pub phc: String,
    /// Version of the `DATA_SECRET` that the pepper is derived from.
    pub pepper_version: i64,
}

/// Outcome of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Another password.
    Differs,
    Matches,
    /// Same password, under a profile or pepper that is no longer current.
    MatchesOutdated,
}

/// Makes and verifies password hashes.
pub struct PasswordHasher {
    profile: Profile,
    /// By version, newest first.
    peppers: Vec<(i64, Subkey)>,
}

thread_local! {
    /// Block memory of this isolate. Wasm memory never shrinks, so it is allocated once and reused. Hashing does not
    /// yield, so there is no concurrent use; Argon2 overwrites all of it before reading.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

impl PasswordHasher {
    /// Takes `data_secrets` by version, newest first.
    pub fn new(profile: Profile, data_secrets: &[(i64, Secret)]) -> Self {
        let pepper = |(version, secret): &(i64, Secret)| (*version, Subkey::derive(secret, "sesame password pepper"));
        Self { profile, peppers: data_secrets.iter().map(pepper).collect() }
    }

    /// Hashes a new password with a fresh salt, under the current profile and pepper.
    ///
    /// # Errors
    /// [`AuthError::Internal`] if Argon2 refuses its parameters, which are constants.
    pub fn hash(&self, password: &Password, salt: [u8; 16]) -> Result<StoredHash, AuthError> {
        let (pepper_version, pepper) = self.peppers.first().ok_or_else(|| AuthError::Internal("no pepper".into()))?;
        let params = self.profile.params()?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(internal)?,
            salt: Some(Salt::new(&salt).map_err(internal)?),
            hash: Some(digest(password, &salt, params, pepper)?),
        };
        Ok(StoredHash { phc: hash.to_string(), pepper_version: *pepper_version })
    }

    /// Compares a password with a stored hash. A hash that is malformed, of another algorithm or under an unknown
    /// pepper matches nothing.
    ///
    /// # Errors
    /// As [`Self::hash`].
    pub fn verify(&self, password: &Password, stored: &StoredHash) -> Result<Comparison, AuthError> {
        let Some((salt, expected, profile)) = parse(&stored.phc) else {
            return self.verify_nothing(password);
        };
        let Some((_, pepper)) = self.peppers.iter().find(|(version, _)| *version == stored.pepper_version) else {
            return self.verify_nothing(password);
        };
        let actual = digest(password, &salt, profile.params()?, pepper)?;
        let current = self.peppers.first().is_some_and(|(version, _)| *version == stored.pepper_version);
        Ok(match bool::from(actual.as_bytes().ct_eq(expected.as_bytes())) {
            false => Comparison::Differs,
            true if current && profile == self.profile => Comparison::Matches,
            true => Comparison::MatchesOutdated,
        })
    }

    /// Takes as long as [`Self::verify`] and matches nothing, for an unknown account or one without a password.
    ///
    /// # Errors
    /// As [`Self::hash`].
    pub fn verify_nothing(&self, password: &Password) -> Result<Comparison, AuthError> {
        self.hash(password, [0; 16])?;
        Ok(Comparison::Differs)
    }
}

fn digest(password: &Password, salt: &[u8], params: Params, pepper: &Subkey) -> Result<Output, AuthError> {
    let blocks = params.block_count();
    let argon2 =
        Argon2::new_with_secret(pepper.expose(), Algorithm::Argon2id, Version::V0x13, params).map_err(internal)?;
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    MEMORY
        .with_borrow_mut(|memory| {
            if memory.len() < blocks {
                memory.resize(blocks, Block::new());
            }
            let memory = memory.get_mut(..blocks).unwrap_or_default();
            argon2.hash_password_into_with_memory(password.expose_bytes(), salt, &mut out, memory)
        })
        .map_err(internal)?;
    Output::new(&out).map_err(internal)
}

/// Parses a PHC string that this code could have written: Argon2id, version 19, one of the profiles.
fn parse(phc: &str) -> Option<(Salt, Output, Profile)> {
    let hash = PasswordHash::new(phc).ok()?;
    let ours = hash.algorithm == Algorithm::Argon2id.ident() && hash.version == Some(Version::V0x13.into());
    let params =
        Params::try_from(&hash).ok().filter(|params| ours && params.data() == AssociatedData::EMPTY.as_ref())?;
    Some((hash.salt?, hash.hash?, Profile::of(&params)?))
}

fn internal(error: impl std::fmt::Display) -> AuthError {
    AuthError::Internal(format!("argon2: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PasswordRule;

    fn hasher(profile: Profile, secrets: &[(i64, &str)]) -> PasswordHasher {
        let secrets: Vec<_> = secrets.iter().map(|(version, text)| (*version, Secret::new(text.repeat(40)))).collect();
        PasswordHasher::new(profile, &secrets)
    }

    fn password(text: &str) -> Password {
        Password::chosen(text, PasswordRule::Hashed).expect("a password")
    }

    #[test]
    fn the_stored_string_is_argon2id_with_the_profile() {
        let stored = hasher(Profile::M19456, &[(1, "a")]).hash(&password("correct horse"), [1; 16]).expect("hashes");
        assert!(stored.phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", stored.phc);
        assert_eq!(stored.pepper_version, 1);
    }

    #[test]
    fn only_the_password_matches() {
        let hasher = hasher(Profile::M7168, &[(1, "a")]);
        let stored = hasher.hash(&password("correct horse"), [1; 16]).expect("hashes");
        assert_eq!(hasher.verify(&password("correct horse"), &stored).ok(), Some(Comparison::Matches));
        for other in ["correct horsf", "correct hors", "correct horse ", "Correct horse"] {
            assert_eq!(hasher.verify(&password(other), &stored).ok(), Some(Comparison::Differs));
        }
    }

    #[test]
    fn a_pepper_is_needed_and_may_be_an_older_one() {
        let stored = hasher(Profile::M7168, &[(1, "a")]).hash(&password("p"), [1; 16]).expect("hashes");
        let verdict = |secrets: &[(i64, &str)]| hasher(Profile::M7168, secrets).verify(&password("p"), &stored).ok();
        assert_eq!(verdict(&[(2, "b"), (1, "a")]), Some(Comparison::MatchesOutdated));
        assert_eq!(verdict(&[(2, "b")]), Some(Comparison::Differs));
        assert_eq!(verdict(&[(1, "b")]), Some(Comparison::Differs));
    }

    #[test]
    fn another_profile_still_matches_but_is_outdated() {
        let stored = hasher(Profile::M9216, &[(1, "a")]).hash(&password("p"), [1; 16]).expect("hashes");
        assert_eq!(
            hasher(Profile::M7168, &[(1, "a")]).verify(&password("p"), &stored).ok(),
            Some(Comparison::MatchesOutdated)
        );
    }

    #[test]
    fn a_malformed_hash_matches_nothing() {
        let hasher = hasher(Profile::M7168, &[(1, "a")]);
        let good = hasher.hash(&password("p"), [1; 16]).expect("hashes").phc;
        for phc in [
            "",
            "p",
            "$argon2id$",
            &good.replace("argon2id", "argon2i"),
            &good.replace("v=19", "v=16"),
            &good.replace("m=7168", "m=8"),
        ] {
            let stored = StoredHash { phc: phc.to_owned(), pepper_version: 1 };
            assert_eq!(hasher.verify(&password("p"), &stored).ok(), Some(Comparison::Differs), "{phc}");
        }
    }

    #[test]
    fn the_block_memory_is_reused() {
        let hasher = hasher(Profile::M7168, &[(1, "a")]);
        hasher.hash(&password("p"), [1; 16]).expect("hashes");
        let before = MEMORY.with_borrow(|memory| (memory.as_ptr(), memory.len()));
        hasher.hash(&password("q"), [2; 16]).expect("hashes");
        assert_eq!(before, MEMORY.with_borrow(|memory| (memory.as_ptr(), memory.len())));
    }

    #[test]
    #[ignore = "prints what each profile costs natively, to compare the worker with"]
    #[expect(clippy::disallowed_methods, reason = "it measures")]
    fn the_time_of_each_profile() {
        for (name, profile) in Profile::ALL {
            let hasher = hasher(profile, &[(1, "a")]);
            let mut times: Vec<_> = (0..40)
                .map(|_| {
                    let began = std::time::Instant::now();
                    hasher.hash(&password("p"), [1; 16]).expect("hashes");
                    began.elapsed()
                })
                .collect();
            times.sort();
            println!("{name}: {:.1} ms", times[20].as_secs_f64() * 1000.0);
        }
    }
}
