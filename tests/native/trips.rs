//! Round trips to the database before the answer. On the edge they take most of the time.

use serde_json::{Value as Json, json};

use crate::support::{Answer, World};

fn trips(world: &World, call: impl FnOnce() -> Answer) -> (usize, Answer) {
    let before = world.database.trips.get();
    let answer = call();
    (world.database.trips.get() - before, answer)
}

#[test]
fn the_common_operations_keep_to_their_budgets() {
    let world = World::new();
    let ada = || json!({ "email": "ada@acme.test", "login": "ada@acme.test", "password": "SecurePassword123" });
    let post = |path: &str, body: Json| trips(&world, || world.post(path, body));
    let expect = |(trips, answer): (usize, Answer), budget: usize, status: u16| {
        assert_eq!((trips, answer.status), (budget, status), "{answer:?}");
        answer
    };

    expect(post("/api/auth/sign-up", ada()), 1, 201);
    expect(post("/api/auth/sign-up", ada()), 1, 409);
    expect(post("/auth/register", ada()), 1, 401);
    expect(post("/auth/login", ada()), 2, 200);
    let token = expect(post("/api/auth/sign-in", ada()), 2, 200).text("/session/token");
    let pair = expect(post("/api/v1/auth/signin", ada()), 2, 204).cookie("refresh_token");
    let unknown = json!({ "email": "bob@acme.test", "password": "SecurePassword123" });
    let wrong = json!({ "email": "ada@acme.test", "password": "WrongPassword123" });
    expect(post("/api/auth/sign-in", unknown), 1, 401);
    expect(post("/api/auth/sign-in", wrong), 1, 401);
    expect(trips(&world, || world.as_bearer(&token, "GET", "/api/auth/session", None)), 1, 200);
    let refresh = || world.with_cookies(&format!("refresh_token={pair}"), "POST", "/api/v1/auth/custom-refresh");
    expect(trips(&world, refresh), 1, 204);
    expect(trips(&world, || world.as_bearer(&token, "POST", "/api/auth/sign-out", None)), 1, 200);
    expect(trips(&world, || world.as_bearer("forged", "GET", "/api/auth/session", None)), 0, 401);
}
