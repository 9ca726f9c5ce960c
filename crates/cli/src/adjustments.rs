//! How a request differs from the wish behind it, in a sentence.

use runnel_engine::contract::{Adjustment, Parameter};

/// What was changed, and why.
pub(crate) fn told(adjustment: &Adjustment) -> String {
    match adjustment {
        Adjustment::Dropped { parameter } => {
            format!("{} is left out: the model does not take it", name(*parameter))
        }
        Adjustment::Bounded { parameter, value } => {
            format!("{} is brought to {value}: the model takes no other", name(*parameter))
        }
        Adjustment::JsonByPrompt => "JSON is asked for in words: there is no other way here".to_owned(),
        Adjustment::SchemaByPrompt => "the schema is said in words: the model takes none".to_owned(),
        Adjustment::JsonWordAdded => {
            "the word JSON is added to the prompt, which the provider demands".to_owned()
        }
        Adjustment::ThinkingUnavailable => "thinking cannot be asked for here".to_owned(),
        Adjustment::ThinkingStays => "thinking cannot be turned off here".to_owned(),
        Adjustment::ThinkingApproximated => {
            "thinking is asked for in the nearest way that is known here".to_owned()
        }
        Adjustment::SearchUnavailable => "searching cannot be asked for here".to_owned(),
        Adjustment::HistoryMayBeCut => {
            "the conversation is longer than the model's window: its beginning may not be read".to_owned()
        }
        Adjustment::Streamed => "the answer comes piece by piece: the provider knows no other way".to_owned(),
    }
}

/// A parameter, as the arguments call it.
fn name(parameter: Parameter) -> &'static str {
    match parameter {
        Parameter::Temperature => "temperature",
        Parameter::TopP => "top-p",
        Parameter::TopK => "top-k",
        Parameter::MaxTokens => "max-tokens",
        Parameter::FrequencyPenalty => "frequency-penalty",
        Parameter::PresencePenalty => "presence-penalty",
        Parameter::Seed => "seed",
        Parameter::Stop => "stop",
    }
}
