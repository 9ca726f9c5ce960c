//! Values that later records replace.

use crate::RecordId;

/// A value that later records replace: the largest record id holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Latest<T>(Option<(RecordId, T)>);

// Derived `Default` would ask `T: Default`.
impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Latest<T> {
    /// Takes the value in, if no larger id has said another.
    pub(crate) fn offer(&mut self, id: RecordId, value: T) {
        if self.0.as_ref().is_none_or(|(held, _)| *held < id) {
            self.0 = Some((id, value));
        }
    }

    /// The value that holds.
    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, value)| value)
    }
}
