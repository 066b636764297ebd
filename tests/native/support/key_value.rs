//! `KeyValue` port in memory, never stale.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use async_trait::async_trait;
use sesame::domain::UnixTime;
use sesame::ports::{Clock, KeyValue, PortError};

pub struct MemoryKeyValue {
    clock: Rc<dyn Clock>,
    /// Values with their expiry.
    values: RefCell<BTreeMap<String, (String, UnixTime)>>,
    /// Number of calls. On KV each is a round trip.
    pub trips: Cell<usize>,
    /// Fails every call while true.
    pub is_down: Cell<bool>,
}

impl MemoryKeyValue {
    pub fn new(clock: Rc<dyn Clock>) -> Self {
        Self { clock, values: RefCell::default(), trips: Cell::new(0), is_down: Cell::new(false) }
    }

    pub fn wipe(&self) {
        self.values.borrow_mut().clear();
    }

    /// Restores an old value, as at a location that has not seen a later write.
    pub fn restore(&self, key: &str, value: &str) {
        let end = self.clock.now() + 60;
        self.values.borrow_mut().insert(key.to_owned(), (value.to_owned(), end));
    }

    /// Unexpired values by key.
    pub fn dump(&self) -> Vec<(String, String)> {
        let values = self.values.borrow();
        let alive = values.iter().filter(|(_, (_, end))| *end > self.clock.now());
        alive.map(|(key, (value, _))| (key.clone(), value.clone())).collect()
    }

    fn call(&self) -> Result<(), PortError> {
        self.trips.set(self.trips.get() + 1);
        if self.is_down.get() { Err(PortError("told to fail".into())) } else { Ok(()) }
    }
}

#[async_trait(?Send)]
impl KeyValue for MemoryKeyValue {
    async fn get(&self, key: &str) -> Result<Option<String>, PortError> {
        self.call()?;
        let values = self.values.borrow();
        Ok(values.get(key).filter(|(_, end)| *end > self.clock.now()).map(|(value, _)| value.clone()))
    }

    async fn put(&self, key: &str, value: &str, lifetime: i64) -> Result<(), PortError> {
        self.call()?;
        let end = self.clock.now() + lifetime.max(60);
        self.values.borrow_mut().insert(key.to_owned(), (value.to_owned(), end));
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<(), PortError> {
        self.call()?;
        self.values.borrow_mut().remove(key);
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, PortError> {
        self.call()?;
        let keys = self.dump().into_iter().map(|(key, _)| key);
        Ok(keys.filter(|key| key.starts_with(prefix)).take(1000).collect())
    }
}
