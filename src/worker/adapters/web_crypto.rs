//! Signatures by the runtime's WebCrypto, whose native code signs twenty times as fast as WebAssembly.

use std::rc::Rc;

use async_trait::async_trait;
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto, WorkerGlobalScope};
use worker::js_sys::{self, Array, JSON, Object, Promise, Reflect, Uint8Array};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;

use crate::domain::{Secret, SignatureAlgorithm};
use crate::ports::{PortError, Signatures, Signer};

/// Format of the private keys.
const JWK: &str = "jwk";

pub struct WebCrypto;

/// Key that cannot be exported.
struct SealedKey {
    key: CryptoKey,
    algorithm: SignatureAlgorithm,
}

#[async_trait(?Send)]
impl Signatures for WebCrypto {
    async fn generate(&self, algorithm: SignatureAlgorithm) -> Result<Secret, PortError> {
        generate(algorithm).await.map_err(failed)
    }

    async fn import(&self, algorithm: SignatureAlgorithm, private_key: &Secret) -> Result<Rc<dyn Signer>, PortError> {
        let key = import(algorithm, private_key).await.map_err(failed)?;
        Ok(Rc::new(SealedKey { key, algorithm }))
    }
}

#[async_trait(?Send)]
impl Signer for SealedKey {
    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, PortError> {
        sign(self, message).await.map_err(failed)
    }
}

async fn generate(algorithm: SignatureAlgorithm) -> Result<Secret, JsValue> {
    let subtle = subtle()?;
    let made = subtle.generate_key_with_object(&parameters(algorithm)?, true, &usages("sign", Some("verify")))?;
    let pair: CryptoKeyPair = done(made).await?.unchecked_into();
    let jwk = done(subtle.export_key(JWK, &pair.get_private_key())?).await?;
    let text = JSON::stringify(&jwk)?;
    Ok(Secret::new(text.into()))
}

async fn import(algorithm: SignatureAlgorithm, private_key: &Secret) -> Result<CryptoKey, JsValue> {
    let jwk: Object = JSON::parse(private_key.expose())?.dyn_into()?;
    let parameters = parameters(algorithm)?;
    let key = subtle()?.import_key_with_object(JWK, &jwk, &parameters, false, &usages("sign", None))?;
    done(key).await?.dyn_into()
}

async fn sign(SealedKey { key, algorithm }: &SealedKey, message: &[u8]) -> Result<Vec<u8>, JsValue> {
    let signature = subtle()?.sign_with_object_and_u8_array(&parameters(*algorithm)?, key, message)?;
    Ok(Uint8Array::new(&done(signature).await?).to_vec())
}

/// Parameters of an algorithm, enough for each operation.
fn parameters(algorithm: SignatureAlgorithm) -> Result<Object, JsValue> {
    let json = match algorithm {
        SignatureAlgorithm::Rs256 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256","modulusLength":2048}"#,
        SignatureAlgorithm::Es256 => r#"{"name":"ECDSA","hash":"SHA-256","namedCurve":"P-256"}"#,
    };
    let parameters: Object = JSON::parse(json)?.dyn_into()?;
    if algorithm == SignatureAlgorithm::Rs256 {
        // 65537, as the big-endian bytes that WebCrypto takes.
        Reflect::set(&parameters, &"publicExponent".into(), &Uint8Array::from([1, 0, 1].as_slice()))?;
    }
    Ok(parameters)
}

fn usages(first: &str, second: Option<&str>) -> JsValue {
    let names = [Some(first), second];
    names.into_iter().flatten().map(JsValue::from_str).collect::<Array>().into()
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    Ok(js_sys::global().unchecked_into::<WorkerGlobalScope>().crypto()?.subtle())
}

async fn done(promise: Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(promise).await
}

/// The name of an error alone: its message could repeat what was given.
fn failed(error: JsValue) -> PortError {
    let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
    PortError(format!("web crypto: {}", name.as_deref().unwrap_or("no error")))
}
