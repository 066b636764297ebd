//! Whatever strangers send is read or refused, never a panic; what is read is read back as it was written, and only as it
//! was written. Each property is tried 256 times, or `PROPTEST_CASES` times.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod passkeys;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod tokens;
