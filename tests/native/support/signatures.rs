//! `Signatures` port by RustCrypto.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::SigningKey as Es256Key;
use p256::ecdsa::signature::Signer as _;
use rsa::pkcs1v15::SigningKey as Rs256Key;
use rsa::signature::SignatureEncoding;
use rsa::{BoxedUint, PrivateKey as RsaPrivateKey};
use serde_json::{Value as Json, json};
use sesame::domain::{Secret, SignatureAlgorithm};
use sesame::ports::{PortError, Signatures, Signer};
use sha2::Sha256;

/// RSA keys of 2048 bits, one a line: their generation would take seconds.
const RSA_KEYS: &str = include_str!("rsa_keys.txt");

/// Gives the keys of [`RSA_KEYS`] in turn, and P-256 keys of ascending scalars.
#[derive(Default)]
pub struct TestSignatures {
    /// Number of keys generated.
    pub generated: Cell<usize>,
    /// Number of signatures.
    pub signed: Rc<Cell<usize>>,
    /// Fails every call while true.
    pub is_down: Cell<bool>,
}

enum TestSigner {
    Rs256(Rc<Rs256Key<Sha256>>),
    Es256(Es256Key),
}

struct CountingSigner {
    signer: TestSigner,
    signed: Rc<Cell<usize>>,
}

#[async_trait(?Send)]
impl Signatures for TestSignatures {
    async fn generate(&self, algorithm: SignatureAlgorithm) -> Result<Secret, PortError> {
        self.call()?;
        self.generated.set(self.generated.get() + 1);
        let number = self.generated.get();
        let key = match algorithm {
            SignatureAlgorithm::Rs256 => RSA_KEYS.lines().cycle().nth(number).expect("a key").to_owned(),
            SignatureAlgorithm::Es256 => p256_key(u8::try_from(number).expect("few keys")).to_string(),
        };
        Ok(Secret::new(key))
    }

    async fn import(&self, algorithm: SignatureAlgorithm, private_key: &Secret) -> Result<Rc<dyn Signer>, PortError> {
        self.call()?;
        let jwk: Json = serde_json::from_str(private_key.expose()).map_err(|error| PortError(error.to_string()))?;
        let signer = match algorithm {
            SignatureAlgorithm::Rs256 => TestSigner::Rs256(rsa_key(&jwk)),
            SignatureAlgorithm::Es256 => TestSigner::Es256(
                Es256Key::from_slice(&member(&jwk, "d")).map_err(|error| PortError(error.to_string()))?,
            ),
        };
        Ok(Rc::new(CountingSigner { signer, signed: self.signed.clone() }))
    }
}

impl TestSignatures {
    fn call(&self) -> Result<(), PortError> {
        if self.is_down.get() { Err(PortError("told to fail".into())) } else { Ok(()) }
    }
}

#[async_trait(?Send)]
impl Signer for CountingSigner {
    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, PortError> {
        self.signed.set(self.signed.get() + 1);
        Ok(match &self.signer {
            TestSigner::Rs256(key) => key.sign(message).to_vec(),
            TestSigner::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_vec()
            }
        })
    }
}

fn p256_key(number: u8) -> Json {
    let scalar = [number; 32];
    let point = Es256Key::from_slice(&scalar).expect("a key").verifying_key().to_sec1_point(false);
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (x, y) = (encoded(&point.as_bytes()[1..33]), encoded(&point.as_bytes()[33..]));
    json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "d": encoded(&scalar) })
}

/// Private key of a JWK, read once a thread.
fn rsa_key(jwk: &Json) -> Rc<Rs256Key<Sha256>> {
    thread_local! {
        static READ: RefCell<BTreeMap<String, Rc<Rs256Key<Sha256>>>> = RefCell::default();
    }
    let read = || {
        let [n, e, d, p, q] =
            ["n", "e", "d", "p", "q"].map(|name| BoxedUint::from_be_slice_vartime(&member(jwk, name)));
        Rc::new(Rs256Key::new(RsaPrivateKey::from_components(n, e, d, vec![p, q]).expect("a key")))
    };
    READ.with_borrow_mut(|keys| keys.entry(jwk["n"].to_string()).or_insert_with(read).clone())
}

fn member(jwk: &Json, name: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(jwk[name].as_str().expect("a member")).expect("base64url")
}
