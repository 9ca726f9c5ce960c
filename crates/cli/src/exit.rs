//! The exit statuses.

use std::process::ExitCode;

use runnel_engine::contract::{Ending, ProblemCode};

/// How it went, for whoever called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Finished = 0,
    /// Called in a way that cannot work.
    Usage = 2,
    /// The key is missing or refused.
    BadKey = 3,
    /// Later it may work.
    Later = 4,
    /// The provider is not reached, or silent.
    Unreachable = 5,
    /// Any other failure.
    Failed = 6,
    /// This computer's disk or keychain did not do it.
    Storage = 7,
    /// Stopped by Ctrl-C or a signal.
    Stopped = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<ProblemCode> for Exit {
    fn from(code: ProblemCode) -> Self {
        match code {
            ProblemCode::BadKey => Self::BadKey,
            ProblemCode::RateLimited | ProblemCode::Overloaded => Self::Later,
            ProblemCode::Network | ProblemCode::Timeout => Self::Unreachable,
            ProblemCode::Storage => Self::Storage,
            ProblemCode::NoMoney
            | ProblemCode::ModelMissing
            | ProblemCode::ContextTooLong
            | ProblemCode::Blocked
            | ProblemCode::Unsupported
            | ProblemCode::Truncated
            | ProblemCode::Protocol => Self::Failed,
        }
    }
}

impl From<&Ending> for Exit {
    fn from(ending: &Ending) -> Self {
        match ending {
            Ending::Finished { .. } => Self::Finished,
            Ending::Stopped => Self::Stopped,
            Ending::Failed { problem } => problem.code.into(),
            Ending::Interrupted => Self::Failed,
        }
    }
}
