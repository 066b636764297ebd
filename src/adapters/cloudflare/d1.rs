//! The database, on D1.

use async_trait::async_trait;
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result};

use crate::ports::{Database, PortError, Rows, Statement, Value};

pub struct D1(pub D1Database);

#[async_trait(?Send)]
impl Database for D1 {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, PortError> {
        let prepared = statements.iter().map(|statement| self.prepare(statement)).collect::<Result<Vec<_>, _>>()?;
        let results = self.0.batch(prepared).await.map_err(failed)?;
        results.iter().map(rows).collect()
    }
}

impl D1 {
    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, PortError> {
        let bindings: Vec<JsValue> = statement.bindings.iter().map(bind).collect();
        self.0.prepare(statement.sql).bind(&bindings).map_err(failed)
    }
}

/// D1 takes no BigInt; a number carries integers up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "the Value type promises integers within 2^53")]
fn bind(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Integer(integer) => JsValue::from_f64(*integer as f64),
        Value::Text(text) => JsValue::from_str(text),
    }
}

fn rows(result: &D1Result) -> Result<Rows, PortError> {
    if let Some(error) = result.error() {
        return Err(PortError(format!("d1: {error}")));
    }
    result.results().map(Rows).map_err(failed)
}

fn failed(error: worker::Error) -> PortError {
    PortError(format!("d1: {error}"))
}
