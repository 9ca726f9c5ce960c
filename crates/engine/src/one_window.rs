//! One window a home.

use runnel_store::{Claimed, Home, OneWindow};

use crate::Engine;
use crate::contract::Refusal;

impl Engine {
    /// Takes the right to the window of the person's own home, or rings for the window that is there. To be asked
    /// before the engine is opened.
    ///
    /// # Errors
    /// [`Refusal::Storage`] where the home cannot be written: nobody can tell then whether there is another.
    pub fn claim_window() -> Result<Claimed, Refusal> {
        Ok(OneWindow::claim(&Home::locate()?)?)
    }
}
