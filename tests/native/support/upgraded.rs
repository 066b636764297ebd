//! Databases filled under former schemas and migrated.

use serde_json::Value as Json;

use crate::support::{World, federation};

/// Credentials that people hold from the former version, and the upgraded world.
pub struct Upgraded {
    pub world: World,
    /// Schema that it was filled under.
    pub schema: &'static str,
    pub facts: Json,
}

impl Upgraded {
    pub fn from_0012() -> Self {
        let facts = include_str!("../../upgrade/from_0012.json");
        Self::new("0012", include_str!("../../upgrade/from_0012.sql"), facts)
    }

    pub fn from_0018() -> Self {
        let facts = include_str!("../../upgrade/from_0018.json");
        Self::new("0018", include_str!("../../upgrade/from_0018.sql"), facts)
    }

    /// The first with operators, and an application that somebody allowed.
    pub fn from_0021() -> Self {
        let facts = include_str!("../../upgrade/from_0021.json");
        Self::new("0021", include_str!("../../upgrade/from_0021.sql"), facts)
    }

    /// One of each former schema.
    pub fn all() -> [Self; 3] {
        [Self::from_0012(), Self::from_0018(), Self::from_0021()]
    }

    fn new(schema: &'static str, sql: &str, facts: &str) -> Self {
        let facts: Json = serde_json::from_str(facts).expect("JSON");
        let now = facts["now"].as_i64().expect("a time");
        let world = World::upgraded(&federation::SETTINGS, schema, sql, now);
        federation::answer_as_github(&world, "gus@acme.test");
        Self { world, schema, facts }
    }

    /// Token, code or id by its name in the fixture.
    pub fn held(&self, name: &str) -> &str {
        self.facts[name].as_str().expect(name)
    }

    pub fn session(&self, name: &str) -> Json {
        let answer = self.world.as_bearer(self.held(name), "GET", "/api/auth/session", None);
        assert_eq!(answer.status, 200, "{name}: {answer:?}");
        answer.body
    }
}
