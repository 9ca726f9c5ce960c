//! What the protocols share about thinking.

mod settled;

use runnel_conversation::{Effort, Thinking};

use crate::{request::ChatRequest, vendor::Vendor};

pub(crate) use settled::{settled, thinks};

/// The tokens that stand for an effort where a vendor counts tokens: a factor of four apart, and the
/// largest is the most that SiliconFlow takes.
const BUDGETS: [(Effort, u32); 3] = [(Effort::Low, 2_048), (Effort::Medium, 8_192), (Effort::High, 32_768)];

/// The budget in tokens that stands for an effort.
pub(crate) fn budget_of(effort: Effort) -> u32 {
    BUDGETS.iter().find(|(known, _)| *known == effort).map_or(0, |(_, tokens)| *tokens)
}

/// The effort that is nearest to a budget, by ratio: the border between two lies at twice the smaller.
pub(crate) fn effort_of(budget: u32) -> Effort {
    let reached = BUDGETS.iter().find(|(_, tokens)| budget < tokens * 2);
    reached.map_or(Effort::High, |(effort, _)| *effort)
}

/// What is to be said about thinking, if anything. A model that is known not to think is not told to
/// stop it: some vendors refuse the very word.
pub(crate) fn wish(vendor: &Vendor, request: &ChatRequest) -> Option<Thinking> {
    let cannot_think = vendor.models.iter().any(|model| model.id == request.model && !model.thinking);
    request.parameters.thinking.filter(|wish| !(cannot_think && *wish == Thinking::Off))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_near_one_effort_and_an_effort_is_its_own_budget() {
        for (budget, effort) in [
            (0, Effort::Low),
            (2_048, Effort::Low),
            (4_095, Effort::Low),
            (4_096, Effort::Medium),
            (16_383, Effort::Medium),
            (16_384, Effort::High),
            (u32::MAX, Effort::High),
        ] {
            assert_eq!(effort_of(budget), effort, "{budget}");
        }
        for effort in [Effort::Low, Effort::Medium, Effort::High] {
            assert_eq!(effort_of(budget_of(effort)), effort);
        }
    }
}
