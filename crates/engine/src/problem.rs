//! Faults of the rooms below, as the refusals the UI acts on.

use std::io::ErrorKind;

use runnel_conversation::{Problem, ProblemCode};
use runnel_store::StoreError;

use crate::contract::{Refusal, StorageFault};

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::ReadOnlyFile { .. }) {
            return Self::ReadOnly;
        }
        Self::Storage { fault: storage_fault(error.io_kind()), reason: error.to_string() }
    }
}

/// What is wrong with the disk, as far as a person can mend it, by what the operating system said.
pub(crate) fn storage_fault(kind: Option<ErrorKind>) -> StorageFault {
    match kind {
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge) => {
            StorageFault::Full
        }
        Some(ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied) => StorageFault::ReadOnly,
        Some(ErrorKind::NotFound | ErrorKind::NotADirectory) => StorageFault::Missing,
        _ => StorageFault::Other,
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Provider { problem }
    }
}

/// A turn that could not be kept.
pub(crate) fn storage_problem(error: &StoreError) -> Problem {
    Problem::new(ProblemCode::Storage, error.to_string())
}
