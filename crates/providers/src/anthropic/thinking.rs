//! A wish about thinking in the protocol's words.

use runnel_conversation::{Adjustment, Effort, Thinking};
use serde::Serialize;

use crate::{
    request::ChatRequest,
    thinking::{budget_of, effort_of, wish},
    vendor::{EffortWords, ThinkingDialect, ThinkingOff, Vendor},
};

/// The smallest budget the API takes, in tokens.
const LEAST_BUDGET: u32 = 1_024;

/// The body's `thinking`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Mode {
    /// As much as the model finds right. Newer models keep the text to themselves unless asked for it.
    Adaptive { display: &'static str },
    /// Up to a budget, in tokens.
    Enabled { budget_tokens: u32 },
    /// Not at all.
    Disabled,
    /// Not before the answer: the least that some models do.
    BetweenTools,
}

const ADAPTIVE: Mode = Mode::Adaptive { display: "summarized" };

/// What is said about thinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Words<'a> {
    pub(super) mode: Option<Mode>,
    /// The body's `output_config.effort`.
    pub(super) effort: Option<&'a str>,
}

impl Words<'_> {
    /// Whether the model will think, as far as is said.
    pub(super) fn thinks(&self) -> bool {
        matches!(self.mode, Some(Mode::Adaptive { .. } | Mode::Enabled { .. }))
    }

    /// How many tokens of the answer's limit are for thinking, where that is said.
    pub(super) fn budget(&self) -> Option<u32> {
        match self.mode {
            Some(Mode::Enabled { budget_tokens }) => Some(budget_tokens),
            _ => None,
        }
    }

    /// The same with a budget below a limit: half of it, where it would be all.
    pub(super) fn within(self, limit: u32) -> Self {
        match self.mode {
            Some(Mode::Enabled { budget_tokens }) if budget_tokens >= limit => {
                let budget_tokens = (limit / 2).max(LEAST_BUDGET);
                Self { mode: Some(Mode::Enabled { budget_tokens }), ..self }
            }
            _ => self,
        }
    }
}

/// What is to be said to this model. What of the wish got lost is added to the adjustments.
pub(super) fn words<'a>(
    vendor: &'a Vendor,
    request: &ChatRequest,
    adjustments: &mut Vec<Adjustment>,
) -> Words<'a> {
    let wish = wish(vendor, request);
    let off = vendor.thinking_off_of(&request.model);
    let (words, adjustment) = match vendor.thinking_of(&request.model) {
        ThinkingDialect::AnthropicAdaptive => adaptive(wish, off, vendor.efforts_of(&request.model)),
        ThinkingDialect::AnthropicBudget => budget(wish, off),
        _ => {
            let lost = wish.is_some_and(|wish| wish != Thinking::Off);
            (Words::default(), lost.then_some(Adjustment::ThinkingUnavailable))
        }
    };
    adjustments.extend(adjustment);
    words
}

type Said<'a> = (Words<'a>, Option<Adjustment>);

fn adaptive(wish: Option<Thinking>, off: ThinkingOff, efforts: &EffortWords) -> Said<'_> {
    let hard = |level| Words { mode: Some(ADAPTIVE), effort: Some(efforts.of(level)) };
    match wish {
        None if off == ThinkingOff::Silence => (Words::default(), None),
        // A model that thinks unasked is asked to show it.
        None | Some(Thinking::On) => (Words { mode: Some(ADAPTIVE), effort: None }, None),
        Some(Thinking::Effort { level }) => (hard(level), None),
        Some(Thinking::Budget { tokens }) => {
            (hard(effort_of(tokens)), Some(Adjustment::ThinkingApproximated))
        }
        Some(Thinking::Off) => unthinking(off)
            .map_or_else(|| (hard(Effort::Low), Some(Adjustment::ThinkingStays)), |words| (words, None)),
    }
}

fn budget(wish: Option<Thinking>, off: ThinkingOff) -> Said<'static> {
    let up_to = |tokens: u32| {
        let mode = Mode::Enabled { budget_tokens: tokens.max(LEAST_BUDGET) };
        Words { mode: Some(mode), effort: None }
    };
    match wish {
        None => (Words::default(), None),
        Some(Thinking::On) => (up_to(budget_of(Effort::Medium)), None),
        Some(Thinking::Effort { level }) => (up_to(budget_of(level)), Some(Adjustment::ThinkingApproximated)),
        Some(Thinking::Budget { tokens }) => {
            (up_to(tokens), (tokens < LEAST_BUDGET).then_some(Adjustment::ThinkingApproximated))
        }
        Some(Thinking::Off) => unthinking(off)
            .map_or_else(|| (up_to(LEAST_BUDGET), Some(Adjustment::ThinkingStays)), |words| (words, None)),
    }
}

/// What is said so that a model does not think; `None` where nothing helps.
fn unthinking(off: ThinkingOff) -> Option<Words<'static>> {
    let mode = match off {
        ThinkingOff::Word => Some(Mode::Disabled),
        ThinkingOff::BetweenTools => Some(Mode::BetweenTools),
        ThinkingOff::Silence => None,
        ThinkingOff::Never => return None,
    };
    Some(Words { mode, effort: None })
}
