//! What a vendor's file means for one of its models.

use runnel_conversation::Parameter;

use crate::vendor::{Family, JsonDialect, KnownModel, ThinkingDialect, Vendor};

impl Vendor {
    /// What is known of a model beyond the list.
    pub fn known(&self, model: &str) -> Option<&KnownModel> {
        self.models.iter().find(|known| known.id == model)
    }

    /// The family a model belongs to.
    fn family(&self, model: &str) -> Option<&Family> {
        self.families.iter().find(|family| model.starts_with(&family.begins))
    }

    /// How this model is told to think or not to.
    pub fn thinking_of(&self, model: &str) -> ThinkingDialect {
        self.family(model).and_then(|family| family.thinking).unwrap_or(self.thinking)
    }

    /// How this model is asked for JSON.
    pub fn json_of(&self, model: &str) -> JsonDialect {
        self.family(model).and_then(|family| family.json).unwrap_or(self.json)
    }

    /// Whether this model takes a parameter.
    pub fn takes(&self, model: &str, parameter: Parameter) -> bool {
        let refused = self.family(model).is_some_and(|family| family.refuses.contains(&parameter));
        self.takes.contains(&parameter) && !refused
    }
}
