//! A wish about thinking, as a model's dialect can say it.
//!
//! What comes out is settled: a request builder puts it into words and decides nothing any more. Settling it
//! again changes nothing.

use runnel_conversation::{Adjustment, Effort, Thinking};

use super::{budget_of, effort_of};
use crate::{
    request::ChatRequest,
    vendor::{ThinkingDialect, ThinkingOff, Vendor},
};

/// The request with the nearest wish that the model's dialect has words for, and streamed where it is
/// answered only that way. What differs from the wish is added to the adjustments.
pub(crate) fn settled(
    vendor: &Vendor,
    request: &ChatRequest,
    adjustments: &mut Vec<Adjustment>,
) -> ChatRequest {
    let mut request = request.clone();
    if let Some(wish) = request.parameters.thinking {
        let (settled, adjustment) = nearest(vendor, &request.model, wish);
        request.parameters.thinking = settled;
        adjustments.extend(adjustment);
    }
    settle_stream(vendor, &mut request, adjustments);
    request
}

/// Streams what is answered only that way. A model that may think unasked is told not to where it would
/// refuse to answer in one piece.
fn settle_stream(vendor: &Vendor, request: &mut ChatRequest, adjustments: &mut Vec<Adjustment>) {
    if request.stream {
        return;
    }
    let model = &request.model;
    let never_whole = vendor.family(model).is_some_and(|family| family.needs_stream);
    if never_whole || vendor.thinking_needs_stream && thinks(vendor, request) {
        request.stream = true;
        adjustments.push(Adjustment::Streamed);
    } else if vendor.thinking_needs_stream
        && vendor.thinking_of(model) != ThinkingDialect::None
        && vendor.known(model).is_none_or(|known| known.thinking)
    {
        request.parameters.thinking = Some(Thinking::Off);
    }
}

/// Whether the model will think, as far as is known.
pub(crate) fn thinks(vendor: &Vendor, request: &ChatRequest) -> bool {
    match request.parameters.thinking {
        Some(wish) => wish != Thinking::Off,
        None => vendor.thinking_off_of(&request.model) == ThinkingOff::Never,
    }
}

/// What can be said in a dialect, beside that there is to be no thinking.
#[derive(Debug, Clone, Copy)]
struct Vocabulary {
    on: bool,
    budget: bool,
    effort: bool,
}

fn vocabulary(dialect: ThinkingDialect) -> Vocabulary {
    use ThinkingDialect as D;
    let (on, budget, effort) = match dialect {
        D::None => (false, false, false),
        D::EnableThinkingOnly | D::ThinkingType | D::ReasoningEnabled | D::ChatTemplate => {
            (true, false, false)
        }
        D::EnableThinking | D::AnthropicBudget | D::GeminiBudget => (true, true, false),
        D::ThinkingTypeEffort | D::Think | D::AnthropicAdaptive | D::GeminiLevel => (true, false, true),
        D::ReasoningEffort | D::ThinkLevel => (false, false, true),
        D::Reasoning => (true, true, true),
    };
    Vocabulary { on, budget, effort }
}

fn nearest(vendor: &Vendor, model: &str, wish: Thinking) -> Settled {
    let dialect = vendor.thinking_of(model);
    let model = Model { vendor, id: model, dialect, says: vocabulary(dialect), off: off(vendor, model) };
    if model.is_known_not_to_think() {
        // Some vendors refuse the very word.
        return (None, (wish != Thinking::Off).then_some(Adjustment::ThinkingUnavailable));
    }
    match wish {
        Thinking::Off => model.without(),
        Thinking::On => model.with(),
        Thinking::Budget { tokens } => model.with_budget(tokens),
        Thinking::Effort { level } => model.with_effort(level),
    }
}

/// How a model is told not to think, the words it lacks considered.
fn off(vendor: &Vendor, model: &str) -> ThinkingOff {
    let wordless = match vendor.thinking_of(model) {
        ThinkingDialect::ReasoningEffort => vendor.efforts_of(model).off.is_none(),
        ThinkingDialect::ThinkLevel => true,
        _ => false,
    };
    match vendor.thinking_off_of(model) {
        ThinkingOff::Word if wordless => ThinkingOff::Never,
        off => off,
    }
}

type Settled = (Option<Thinking>, Option<Adjustment>);

struct Model<'a> {
    vendor: &'a Vendor,
    id: &'a str,
    dialect: ThinkingDialect,
    says: Vocabulary,
    off: ThinkingOff,
}

impl Model<'_> {
    /// Whether its file says so: it is known, or its family has no words for it and is not one that
    /// always thinks.
    fn is_known_not_to_think(&self) -> bool {
        let by_family = self.vendor.family(self.id).and_then(|family| family.thinking);
        match self.vendor.known(self.id) {
            Some(known) => !known.thinking,
            None => by_family == Some(ThinkingDialect::None) && self.off != ThinkingOff::Never,
        }
    }

    fn without(&self) -> Settled {
        match self.off {
            ThinkingOff::Word if self.dialect == ThinkingDialect::None => {
                (None, Some(Adjustment::ThinkingUnavailable))
            }
            ThinkingOff::Word | ThinkingOff::BetweenTools => (Some(Thinking::Off), None),
            ThinkingOff::Silence => (None, None),
            ThinkingOff::Never => (self.least(), Some(Adjustment::ThinkingStays)),
        }
    }

    /// The least thinking that can be asked for.
    fn least(&self) -> Option<Thinking> {
        if self.says.effort {
            Some(Thinking::Effort { level: self.level(Effort::Low) })
        } else if self.says.budget {
            Some(Thinking::Budget { tokens: self.vendor.budget_near(self.id, budget_of(Effort::Low)) })
        } else {
            None
        }
    }

    /// "As much as it likes" has a word, or goes without saying for models that always think. Else a
    /// middle effort is meant by it: what models do by themselves that have to be told how hard.
    fn with(&self) -> Settled {
        if self.says.on {
            (Some(Thinking::On), None)
        } else if self.says.effort {
            (Some(Thinking::Effort { level: self.level(Effort::Medium) }), None)
        } else {
            (None, (self.off != ThinkingOff::Never).then_some(Adjustment::ThinkingUnavailable))
        }
    }

    fn with_budget(&self, wanted: u32) -> Settled {
        if self.says.budget {
            let tokens = self.vendor.budget_near(self.id, wanted);
            let adjustment = (tokens != wanted).then_some(Adjustment::ThinkingApproximated);
            return (Some(Thinking::Budget { tokens }), adjustment);
        }
        // Few of Ollama's models take levels: whoever gives a budget wants thinking.
        let level = || Thinking::Effort { level: self.level(effort_of(wanted)) };
        self.approximately((self.says.effort && self.dialect != ThinkingDialect::Think).then(level))
    }

    fn with_effort(&self, wanted: Effort) -> Settled {
        if self.says.effort {
            let level = self.level(wanted);
            let adjustment = (level != wanted).then_some(Adjustment::ThinkingApproximated);
            return (Some(Thinking::Effort { level }), adjustment);
        }
        let tokens = || self.vendor.budget_near(self.id, budget_of(wanted));
        self.approximately(self.says.budget.then(|| Thinking::Budget { tokens: tokens() }))
    }

    /// What stands for a wish that cannot be said, else plain "on".
    fn approximately(&self, instead: Option<Thinking>) -> Settled {
        let instead = instead.or(self.says.on.then_some(Thinking::On));
        let is_thinking = instead.is_some() || self.off == ThinkingOff::Never;
        let adjustment =
            if is_thinking { Adjustment::ThinkingApproximated } else { Adjustment::ThinkingUnavailable };
        (instead, Some(adjustment))
    }

    /// An effort by its own word: where several have one word, the highest of them stands for all.
    fn level(&self, wanted: Effort) -> Effort {
        let words = self.vendor.efforts_of(self.id);
        let highest =
            [Effort::High, Effort::Medium].into_iter().find(|level| words.of(*level) == words.of(wanted));
        highest.unwrap_or(wanted)
    }
}

#[cfg(test)]
mod tests;
