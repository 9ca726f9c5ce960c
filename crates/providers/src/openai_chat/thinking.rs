//! How a model is told to think or not to, in each dialect.

use runnel_conversation::Thinking;
use serde::Serialize;

use crate::vendor::{EffortWords, ThinkingDialect, Vendor};

/// The words of all dialects; a vendor gets those of its own.
#[derive(Default, Serialize)]
pub(super) struct ThinkingFields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_thinking: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_budget: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<Switch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Reasoning<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_template_kwargs: Option<TemplateWords>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Switch {
    Enabled,
    Disabled,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Reasoning<'a> {
    Enabled(bool),
    Effort(&'a str),
    MaxTokens(u32),
}

/// Chat templates ignore what they do not know, and each knows one of these.
#[derive(Serialize)]
struct TemplateWords {
    enable_thinking: bool,
    thinking: bool,
}

/// A settled wish in the words of a model's dialect.
pub(super) fn fields<'a>(vendor: &'a Vendor, model: &str, wish: Option<Thinking>) -> ThinkingFields<'a> {
    let mut fields = ThinkingFields::default();
    let Some(wish) = wish else { return fields };
    let efforts = vendor.efforts_of(model);
    let thinks = wish != Thinking::Off;
    match vendor.thinking_of(model) {
        ThinkingDialect::EnableThinking => {
            fields.enable_thinking = Some(thinks);
            fields.thinking_budget = match wish {
                Thinking::Budget { tokens } => Some(tokens),
                _ => None,
            };
        }
        ThinkingDialect::EnableThinkingOnly => fields.enable_thinking = Some(thinks),
        ThinkingDialect::ThinkingType => fields.thinking = Some(switch(thinks)),
        ThinkingDialect::ThinkingTypeEffort => {
            fields.thinking = Some(switch(thinks));
            fields.reasoning_effort = match wish {
                Thinking::Effort { level } => Some(efforts.of(level)),
                _ => None,
            };
        }
        ThinkingDialect::ReasoningEffort => fields.reasoning_effort = effort_word(efforts, wish),
        ThinkingDialect::Reasoning => {
            fields.reasoning = match wish {
                Thinking::On => Some(Reasoning::Enabled(true)),
                Thinking::Budget { tokens } => Some(Reasoning::MaxTokens(tokens)),
                Thinking::Off | Thinking::Effort { .. } => effort_word(efforts, wish).map(Reasoning::Effort),
            };
        }
        ThinkingDialect::ReasoningEnabled => fields.reasoning = Some(Reasoning::Enabled(thinks)),
        ThinkingDialect::ChatTemplate => {
            fields.chat_template_kwargs = Some(TemplateWords { enable_thinking: thinks, thinking: thinks });
        }
        // The words of other protocols.
        ThinkingDialect::None
        | ThinkingDialect::Think
        | ThinkingDialect::ThinkLevel
        | ThinkingDialect::AnthropicBudget
        | ThinkingDialect::AnthropicAdaptive
        | ThinkingDialect::GeminiBudget
        | ThinkingDialect::GeminiLevel => {}
    }
    fields
}

fn switch(thinks: bool) -> Switch {
    if thinks { Switch::Enabled } else { Switch::Disabled }
}

fn effort_word(efforts: &EffortWords, wish: Thinking) -> Option<&str> {
    match wish {
        Thinking::Off => efforts.off.as_deref(),
        Thinking::Effort { level } => Some(efforts.of(level)),
        Thinking::On | Thinking::Budget { .. } => None,
    }
}
