//! Passkey verification against published vectors, other implementations, a lying authenticator and random bytes.

#[cfg(test)]
mod authenticator;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod options;
#[cfg(test)]
mod others;
#[cfg(test)]
mod support;
#[cfg(test)]
mod w3c;
#[cfg(test)]
mod wycheproof;
