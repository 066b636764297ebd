//! Properties of every parser: any input is read or refused, never a panic; a value that was written is read back
//! unchanged, from its canonical form only. Each property runs 256 times, or `PROPTEST_CASES` times.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod client_credentials;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod tokens;
