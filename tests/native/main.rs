//! Tests of the whole service on SQLite: the real migrations and statements, a fixed clock, seeded randomness.

#[cfg(test)]
mod address_change;
#[cfg(test)]
mod address_codes;
#[cfg(test)]
mod addresses;
#[cfg(test)]
mod atomicity;
#[cfg(test)]
mod batches;
#[cfg(test)]
mod captcha;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod events;
#[cfg(test)]
mod factor_undo;
#[cfg(test)]
mod federation;
#[cfg(test)]
mod first_proof;
#[cfg(test)]
mod health;
#[cfg(test)]
mod identities;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod liberal;
#[cfg(test)]
mod lifetimes;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lockout;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod mail_budgets;
#[cfg(test)]
mod mailed;
#[cfg(test)]
mod near_reader;
#[cfg(test)]
mod new_devices;
#[cfg(test)]
mod new_passwords;
#[cfg(test)]
mod no_mail;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod openid;
#[cfg(test)]
mod operators;
#[cfg(test)]
mod origins;
#[cfg(test)]
mod pairing;
#[cfg(test)]
mod passkeys;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod presses;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod remedies;
#[cfg(test)]
mod replicas;
#[cfg(test)]
mod returns;
#[cfg(test)]
mod revocations;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod second_factor;
#[cfg(test)]
mod second_step;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod sign_in_code_page;
#[cfg(test)]
mod sign_in_codes;
#[cfg(test)]
mod sign_up;
#[cfg(test)]
mod signing_keys;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod support;
#[cfg(test)]
mod trips;
#[cfg(test)]
mod upgrade;
#[cfg(test)]
mod verification;
#[cfg(test)]
mod visits;
#[cfg(test)]
mod vouched_addresses;
