//! OAuth 2.1 and OpenID Connect, as applications meet them.

mod api_token;
mod applications;
mod authorize;
mod clients;
mod codes;
mod consent;
mod dialect;
mod ended;
mod factor;
mod introspections;
mod kinds;
mod logout;
mod metadata;
mod refreshes;
mod take_over;
mod tokens;
mod userinfo;
mod waiting;
