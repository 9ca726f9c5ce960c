//! What a vendor's file means for one of its models.

use runnel_conversation::{Effort, MediaKind, Parameter};

use crate::vendor::{
    Continuation, EffortWords, Family, ImageInput, JsonDialect, KnownModel, SearchDialect, ThinkingDialect,
    ThinkingOff, Vendor,
};

impl Vendor {
    /// What is known of a model beyond the list.
    pub fn known(&self, model: &str) -> Option<&KnownModel> {
        self.models.iter().find(|known| known.id == model)
    }

    /// The family a model belongs to.
    pub(crate) fn family(&self, model: &str) -> Option<&Family> {
        self.families.iter().find(|family| model.starts_with(&family.begins) && model.contains(&family.holds))
    }

    /// How pictures reach this model.
    pub fn images_of(&self, model: &str) -> ImageInput {
        let blind = self.known(model).is_some_and(|known| !known.vision);
        if blind { ImageInput::None } else { self.images }
    }

    /// What else than pictures this model fetches by link.
    pub fn media_of(&self, model: &str) -> &[MediaKind] {
        self.family(model).and_then(|family| family.media.as_ref()).unwrap_or(&self.media)
    }

    /// How this model is told to think or not to.
    pub fn thinking_of(&self, model: &str) -> ThinkingDialect {
        self.family(model).and_then(|family| family.thinking).unwrap_or(self.thinking)
    }

    /// How this model is told not to think.
    pub fn thinking_off_of(&self, model: &str) -> ThinkingOff {
        self.family(model).and_then(|family| family.thinking_off).unwrap_or(self.thinking_off)
    }

    /// How this model is asked to go on with an answer that was cut off. One that thinks always would think
    /// first, and cannot.
    pub fn continuation_of(&self, model: &str) -> Continuation {
        match self.thinking_off_of(model) {
            ThinkingOff::Never => Continuation::None,
            _ => self.family(model).and_then(|family| family.continuation).unwrap_or(self.continuation),
        }
    }

    /// The words for how hard this model is to think.
    pub fn efforts_of(&self, model: &str) -> &EffortWords {
        self.family(model).and_then(|family| family.efforts.as_ref()).unwrap_or(&self.efforts)
    }

    /// The budget in tokens that this model can be given and that is nearest to a wanted one.
    pub fn budget_near(&self, model: &str, tokens: u32) -> u32 {
        let bounds = self.family(model).and_then(|family| family.budgets).or(self.budgets);
        bounds.map_or(tokens, |[least, most]| tokens.max(least).min(most))
    }

    /// How this model is asked for JSON.
    pub fn json_of(&self, model: &str) -> JsonDialect {
        if self.known(model).is_some_and(|known| known.json == Some(false)) {
            return JsonDialect::None;
        }
        self.family(model).and_then(|family| family.json).unwrap_or(self.json)
    }

    /// How this model is asked to search the web.
    pub fn search_of(&self, model: &str) -> SearchDialect {
        self.family(model).and_then(|family| family.search).unwrap_or(self.search)
    }

    /// Whether this model takes a parameter.
    pub fn takes(&self, model: &str, parameter: Parameter) -> bool {
        let refused = self.family(model).is_some_and(|family| family.refuses.contains(&parameter));
        self.takes.contains(&parameter) && !refused
    }
}

impl EffortWords {
    /// The word for an effort.
    pub fn of(&self, effort: Effort) -> &str {
        match effort {
            Effort::Low => &self.low,
            Effort::Medium => &self.medium,
            Effort::High => &self.high,
        }
    }
}
