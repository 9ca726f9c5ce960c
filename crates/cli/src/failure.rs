//! What kept a command from being done, said in a sentence and in an exit status.

use std::fmt::Write as _;
use std::io;

use runnel_engine::contract::{Problem, ProblemCode, Refusal};

use crate::exit::Exit;

/// What kept a command from being done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// It was called in a way that cannot work.
    #[error("{0}")]
    Usage(String),
    /// The engine refused.
    #[error("{}", refused(.0))]
    Refused(#[from] Refusal),
    /// A key cannot be kept.
    #[error(
        "this desktop has no keychain, or it is locked, so the key was not kept; \
         RUNNEL_API_KEY gives a key for one call"
    )]
    KeyNotKept,
    /// The output could not be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
    /// Ctrl-C before there was anything to stop.
    #[error("stopped")]
    Stopped,
}

impl Failure {
    /// Prints the sentence, where somebody is there to read it.
    pub(crate) fn report(&self) -> Exit {
        let exit = self.exit();
        if exit != Exit::Finished && exit != Exit::Stopped {
            eprintln!("runnel-cli: {self}");
        }
        exit
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Usage(_)
            | Self::Refused(
                Refusal::ProviderMissing { .. }
                | Refusal::ModelNotChosen { .. }
                | Refusal::BaseUrlInvalid { .. }
                | Refusal::LinkInvalid { .. }
                | Refusal::SettingInvalid { .. }
                | Refusal::NothingToSend,
            ) => Exit::Usage,
            // `runnel-cli … | head` has seen enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Finished,
            Self::Output(_) => Exit::Failed,
            Self::Refused(_) | Self::KeyNotKept => self.problem().code.into(),
            Self::Stopped => Exit::Stopped,
        }
    }

    /// The failure in the vocabulary of turns: the nearest code there is.
    pub(crate) fn problem(&self) -> Problem {
        let code = match self {
            Self::Refused(Refusal::Provider { problem }) => return problem.clone(),
            Self::Refused(Refusal::ModelNotChosen { .. }) => ProblemCode::ModelMissing,
            Self::Refused(Refusal::PictureUnreachable { .. }) => ProblemCode::Network,
            Self::Refused(
                Refusal::Storage { .. } | Refusal::Keychain { .. } | Refusal::PictureMissing { .. },
            )
            | Self::KeyNotKept
            | Self::Output(_) => ProblemCode::Storage,
            Self::Usage(_) | Self::Refused(_) | Self::Stopped => ProblemCode::Unsupported,
        };
        Problem::new(code, self.to_string())
    }
}

fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Provider { problem } => sentence(problem),
        Refusal::ProviderMissing { .. } => format!("{refusal}; `runnel-cli providers` lists them"),
        Refusal::ModelNotChosen { .. } => format!("{refusal}; name one with --model"),
        Refusal::ConversationMissing { .. } => format!("{refusal}; `runnel-cli conversations` lists them"),
        Refusal::BaseUrlInvalid { base_url } if base_url.is_empty() => {
            format!("{refusal}; give it with --base-url")
        }
        _ => refusal.to_string(),
    }
}

/// A problem for people: what it is, the provider's own words, and when to try again.
pub(crate) fn sentence(problem: &Problem) -> String {
    let mut sentence = told(problem);
    if let Some(milliseconds) = problem.retry_after_ms {
        let _ = write!(sentence, " (try again in {} s)", milliseconds.div_ceil(1000));
    }
    sentence
}

/// A problem for people: what it is, then the provider's own words.
pub(crate) fn told(problem: &Problem) -> String {
    let what = match problem.code {
        ProblemCode::BadKey => "the key is missing or refused",
        ProblemCode::NoMoney => "the account has no credit left",
        ProblemCode::ModelMissing => "the provider does not have this model",
        ProblemCode::ContextTooLong => "the conversation is too long for this model",
        ProblemCode::RateLimited => "too many requests",
        ProblemCode::Overloaded => "the provider is overloaded or broken",
        ProblemCode::Blocked => "the provider's filter refused",
        ProblemCode::Unsupported => "this cannot be asked of the model",
        ProblemCode::Network => "the provider cannot be reached",
        ProblemCode::Timeout => "the provider fell silent",
        ProblemCode::Truncated => "the answer broke off",
        ProblemCode::Protocol => "what arrived is not an answer",
        ProblemCode::Storage => "it could not be kept",
    };
    format!("{what}: {}", problem.message)
}

#[cfg(test)]
mod tests {
    use runnel_engine::contract::StorageFault;

    use super::*;

    #[test]
    fn a_wrong_call_is_usage() {
        let provider = "nobody".to_owned();
        for failure in [
            Failure::Usage("no".to_owned()),
            Refusal::ProviderMissing { provider: provider.clone() }.into(),
            Refusal::ModelNotChosen { provider }.into(),
            Refusal::NothingToSend.into(),
        ] {
            assert_eq!(failure.exit(), Exit::Usage, "{failure}");
        }
    }

    #[test]
    fn a_refusal_ends_with_the_status_of_its_nearest_problem() {
        let storage = Refusal::Storage { fault: StorageFault::Full, reason: "full".to_owned() };
        assert_eq!(Failure::from(storage).exit(), Exit::Storage);
        let unreachable = Refusal::PictureUnreachable { reason: "404".to_owned() };
        assert_eq!(Failure::from(unreachable).exit(), Exit::Unreachable);
        assert_eq!(Failure::from(Refusal::NotAPicture).exit(), Exit::Failed);
        let bad_key = Refusal::Provider { problem: Problem::new(ProblemCode::BadKey, "no") };
        assert_eq!(Failure::from(bad_key).exit(), Exit::BadKey);
    }

    #[test]
    fn a_reader_who_left_is_no_failure() {
        let gone = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(gone.exit(), Exit::Finished);
    }

    #[test]
    fn a_sentence_says_what_it_is_and_when_to_try_again() {
        let mut problem = Problem::new(ProblemCode::RateLimited, "Rate limit reached.");
        problem.retry_after_ms = Some(1500);
        assert_eq!(sentence(&problem), "too many requests: Rate limit reached. (try again in 2 s)");
    }
}
