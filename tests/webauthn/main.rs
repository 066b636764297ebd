//! Passkeys: judged by published vectors, by authenticators of others, and by one that lies.

#[cfg(test)]
mod authenticator;
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
