//! Database filled under schema 12 and migrated.

use serde_json::Value as Json;

use crate::support::{World, federation};

/// Credentials that people hold from the former version, and the upgraded world.
pub struct Upgraded {
    pub world: World,
    pub facts: Json,
}

impl Upgraded {
    pub fn from_0012() -> Self {
        let facts: Json = serde_json::from_str(include_str!("../../upgrade/from_0012.json")).expect("JSON");
        let now = facts["now"].as_i64().expect("a time");
        let world = World::upgraded(&federation::SETTINGS, "0012", include_str!("../../upgrade/from_0012.sql"), now);
        federation::answer_as_github(&world, "gus@acme.test");
        Self { world, facts }
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
