//! A wish about thinking in Gemini's words.

use runnel_conversation::{Adjustment, Thinking};
use serde::Serialize;

use crate::{
    request::ChatRequest,
    thinking::{budget_of, effort_of, wish},
    vendor::{EffortWords, ThinkingDialect, ThinkingOff, Vendor},
};

/// The budget that leaves it to the model.
const DYNAMIC: i64 = -1;

/// What is said about thinking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThinkingConfig {
    /// Whether summaries of the thoughts come with the answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    include_thoughts: bool,
    /// In tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_budget: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_level: Option<String>,
}

/// What is to be said to this model. What of the wish got lost is added to the adjustments.
pub(super) fn thinking_config(
    vendor: &Vendor,
    request: &ChatRequest,
    adjustments: &mut Vec<Adjustment>,
) -> Option<ThinkingConfig> {
    let wish = wish(vendor, request)?;
    let (config, adjustment) = match vendor.thinking_of(&request.model) {
        ThinkingDialect::GeminiBudget => by_budget(vendor, &request.model, wish),
        ThinkingDialect::GeminiLevel => by_level(vendor, &request.model, wish),
        _ if wish == Thinking::Off => (None, None),
        _ => (None, Some(Adjustment::ThinkingUnavailable)),
    };
    adjustments.extend(adjustment);
    config
}

type Said = (Option<ThinkingConfig>, Option<Adjustment>);

fn by_budget(vendor: &Vendor, model: &str, wish: Thinking) -> Said {
    let near = |tokens| vendor.budget_near(model, tokens);
    let (budget, adjustment) = match wish {
        Thinking::Off if vendor.thinking_off_of(model) == ThinkingOff::Never => {
            (i64::from(near(0)), Some(Adjustment::ThinkingStays))
        }
        Thinking::Off => (0, None),
        Thinking::On => (DYNAMIC, None),
        Thinking::Budget { tokens } => {
            let near = near(tokens);
            (i64::from(near), (near != tokens).then_some(Adjustment::ThinkingApproximated))
        }
        Thinking::Effort { level } => {
            (i64::from(near(budget_of(level))), Some(Adjustment::ThinkingApproximated))
        }
    };
    let config = ThinkingConfig {
        include_thoughts: wish != Thinking::Off,
        thinking_budget: Some(budget),
        thinking_level: None,
    };
    (Some(config), adjustment)
}

fn by_level(vendor: &Vendor, model: &str, wish: Thinking) -> Said {
    let efforts = vendor.efforts_of(model);
    let EffortWords { off, low, .. } = efforts;
    let (level, adjustment) = match wish {
        Thinking::Off if vendor.thinking_off_of(model) == ThinkingOff::Never => {
            (Some(low.as_str()), Some(Adjustment::ThinkingStays))
        }
        Thinking::Off => (off.as_deref(), None),
        Thinking::On => (None, None),
        Thinking::Budget { tokens } => {
            (Some(efforts.of(effort_of(tokens))), Some(Adjustment::ThinkingApproximated))
        }
        Thinking::Effort { level } => (Some(efforts.of(level)), None),
    };
    let config = ThinkingConfig {
        include_thoughts: wish != Thinking::Off,
        thinking_budget: None,
        thinking_level: level.map(str::to_owned),
    };
    (Some(config), adjustment)
}
