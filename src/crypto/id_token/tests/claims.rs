//! Claims of an ID token: times, audiences, and values of a wrong type.

use super::*;

#[test]
fn the_clocks_may_differ_by_a_minute() {
    for fine in
        [json!({"exp": NOW.0 - 59}), json!({"iat": NOW.0 + 60}), json!({"nbf": NOW.0 + 60}), json!({"exp": i64::MAX})]
    {
        assert!(with(fine.clone()).is_ok(), "{fine}");
    }
    let token = signed(ES256, &claims().to_string(), es256);
    assert!(verify(&token, &keys(), &EXPECTED, UnixTime(i64::MAX)).is_err());
    assert!(verify(&token, &keys(), &EXPECTED, UnixTime(i64::MIN)).is_err());
}

#[test]
fn times_may_have_fractions() {
    let now = NOW.0 as f64;
    for fine in
        [json!({"exp": now + 0.5}), json!({"exp": now - 59.5}), json!({"iat": now + 59.5}), json!({"nbf": now - 0.25})]
    {
        assert!(with(fine.clone()).is_ok(), "{fine}");
    }
    for (claim, time) in [("exp", now - 60.5), ("iat", now + 61.5), ("nbf", now + 61.5)] {
        assert_eq!(with(json!({ claim: time })), Err(IdTokenError::WrongClaim(claim)), "{claim}");
    }
    for huge in [json!(1e300), json!(-1e300), json!(9.1e15), json!("1.5"), json!([1.5])] {
        assert_eq!(with(json!({ "nbf": huge })), Err(IdTokenError::Malformed("claims")), "{huge}");
    }
    assert!(with(json!({ "nbf": null })).is_ok());
}

#[test]
fn among_several_audiences_we_are_the_authorised_party() {
    let several = json!(["our-client", "another-client"]);
    assert_eq!(with(json!({ "aud": several })), Err(IdTokenError::WrongClaim("azp")));
    assert_eq!(with(json!({"aud": several, "azp": "another-client"})), Err(IdTokenError::WrongClaim("azp")));
    for fine in [
        json!({"aud": several, "azp": "our-client"}),
        json!({"aud": ["our-client"]}),
        json!({"aud": ["our-client"], "azp": "our-client"}),
        json!({"azp": "our-client"}),
    ] {
        assert!(with(fine.clone()).is_ok(), "{fine}");
    }
}

#[test]
fn claims_missing_doubled_or_of_a_wrong_type_are_refused() {
    for claim in ["iss", "sub", "aud", "exp", "iat"] {
        for wrong in [Value::Null, json!({}), json!(true), json!([1]), json!(1e300), json!("1e3"), json!(u64::MAX)] {
            let verdict = with(json!({ claim: wrong }));
            let text = wrong.is_string() && ["iss", "sub", "aud"].contains(&claim);
            assert_eq!(verdict.is_err(), !(text && claim == "sub"), "{claim} {wrong}");
            assert!(text || verdict == Err(IdTokenError::Malformed("claims")), "{claim} {wrong}");
        }
    }
    let good = claims().to_string();
    let doubled = |more: &str| check(&signed(ES256, &good.replacen('{', &format!("{{{more},"), 1), es256));
    for more in [
        r#""sub":"1""#,
        r#""iss":"accounts.google.com""#,
        r#""aud":"our-client""#,
        r#""exp":1"#,
        r#""email":"a@b.c""#,
        r#""nonce":"the-nonce""#,
        r#""email_verified":true"#,
    ] {
        assert_eq!(doubled(more), Err(IdTokenError::Malformed("claims")), "{more}");
    }
    assert!(doubled(r#""more":1"#).is_ok());
    let end = NOW.0 + 300;
    let array =
        json!(["accounts.google.com", "1", "our-client", null, end, 0, null, "the-nonce", null, null, null, null]);
    for payload in ["", "null", "[]", &array.to_string(), &format!("{good}x")] {
        assert_eq!(check(&signed(ES256, payload, es256)), Err(IdTokenError::Malformed("claims")), "{payload}");
    }
}

#[test]
fn only_true_is_verified_and_only_text_is_a_name() {
    for not_true in [json!(false), json!("true"), json!(1), json!([true]), Value::Null] {
        assert!(!with(json!({ "email_verified": not_true })).expect("verifies").email_verified, "{not_true}");
    }
    for no_text in [json!(""), json!(1), json!(["Ann"]), Value::Null] {
        let claims = with(json!({"name": no_text, "email": no_text, "picture": no_text})).expect("verifies");
        assert_eq!((claims.name, claims.email, claims.picture), (None, None, None), "{no_text}");
    }
    assert!(with(json!({"sub": "s".repeat(255)})).is_ok());
}
