//! Randomness, by the runtime's `crypto.getRandomValues`.

use crate::ports::{Entropy, PortError};

pub struct RuntimeEntropy;

impl Entropy for RuntimeEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the one implementation of the Entropy port")]
    fn fill(&self, buffer: &mut [u8]) -> Result<(), PortError> {
        getrandom::fill(buffer).map_err(|error| PortError(format!("entropy: {error}")))
    }
}
