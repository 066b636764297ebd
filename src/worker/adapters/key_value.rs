//! Short-lived values, in KV.

use async_trait::async_trait;
use worker::kv::{KvError, KvStore};

use crate::ports::{KeyValue, PortError};

/// The shortest lifetime that KV takes, in seconds.
const MIN_LIFETIME: u64 = 60;

pub struct Kv(pub KvStore);

#[async_trait(?Send)]
impl KeyValue for Kv {
    async fn get(&self, key: &str) -> Result<Option<String>, PortError> {
        self.0.get(key).text().await.map_err(failed)
    }

    async fn put(&self, key: &str, value: &str, lifetime: i64) -> Result<(), PortError> {
        let lifetime = u64::try_from(lifetime).unwrap_or(0).max(MIN_LIFETIME);
        self.0.put(key, value).map_err(failed)?.expiration_ttl(lifetime).execute().await.map_err(failed)
    }

    async fn delete(&self, key: &str) -> Result<(), PortError> {
        self.0.delete(key).await.map_err(failed)
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, PortError> {
        let page = self.0.list().prefix(prefix.to_owned()).execute().await.map_err(failed)?;
        Ok(page.keys.into_iter().map(|key| key.name).collect())
    }
}

fn failed(error: KvError) -> PortError {
    PortError(format!("kv: {error}"))
}
