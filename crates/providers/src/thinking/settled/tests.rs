use proptest::{prelude::*, sample::select};
use runnel_conversation::Parameters;

use super::*;
use crate::{
    request::{ChatMessage, Role},
    vendors::{vendor, vendors},
};

fn request(model: &str, thinking: Option<Thinking>) -> ChatRequest {
    ChatRequest {
        parameters: Parameters { thinking, ..Parameters::default() },
        ..ChatRequest::new(model, vec![ChatMessage::new(Role::User, "hi")])
    }
}

/// What becomes of a wish, and what is said about that.
fn settle(vendor: &Vendor, request: &ChatRequest) -> (ChatRequest, Vec<Adjustment>) {
    let mut adjustments = Vec::new();
    (settled(vendor, request, &mut adjustments), adjustments)
}

#[test]
fn a_wish_about_thinking_becomes_the_nearest_that_can_be_said() {
    use Adjustment::{ThinkingApproximated, ThinkingStays, ThinkingUnavailable};
    use Thinking::{Budget, Off, On};
    let effort = |level| Thinking::Effort { level };
    let (low, medium, high) = (effort(Effort::Low), effort(Effort::Medium), effort(Effort::High));
    for (vendor_id, model, wish, expected, adjustment) in [
        ("dashscope", "m", high, Some(Budget { tokens: 32_768 }), Some(ThinkingApproximated)),
        ("siliconflow", "m", Budget { tokens: 5 }, Some(Budget { tokens: 128 }), Some(ThinkingApproximated)),
        ("siliconflow", "m", Budget { tokens: 128 }, Some(Budget { tokens: 128 }), None),
        ("deepseek", "deepseek-v4-pro", low, Some(medium), Some(ThinkingApproximated)),
        ("deepseek", "deepseek-v4-flash", low, Some(low), None),
        ("tencent-lkeap", "m", Budget { tokens: 5 }, Some(On), Some(ThinkingApproximated)),
        ("openai", "gpt-5.6", On, Some(medium), None),
        ("openai", "gpt-5.6", Budget { tokens: 40_000 }, Some(high), Some(ThinkingApproximated)),
        ("openai", "o3", Off, Some(low), Some(ThinkingStays)),
        ("groq", "qwen/qwen3.8-27b", low, Some(high), Some(ThinkingApproximated)),
        ("groq", "qwen/qwen3.8-27b", On, Some(high), None),
        ("ollama", "gpt-oss:20b", Off, Some(low), Some(ThinkingStays)),
        ("ollama", "gpt-oss:20b", On, Some(medium), None),
        ("minimax", "MiniMax-M3", Off, None, Some(ThinkingStays)),
        ("minimax", "MiniMax-M3", On, None, None),
        ("minimax", "MiniMax-M3", high, None, Some(ThinkingApproximated)),
        ("dashscope", "qwq-plus", Off, None, Some(ThinkingStays)),
        // A model that is known not to think has nothing to be turned off.
        ("openai", "gpt-4o", Off, None, None),
        ("openai", "gpt-4.1", Off, None, None),
        ("openai", "gpt-4o", On, None, Some(ThinkingUnavailable)),
        ("custom-openai", "m", On, None, Some(ThinkingUnavailable)),
        ("custom-openai", "m", Off, None, Some(ThinkingUnavailable)),
    ] {
        let (settled, adjustments) = settle(&vendor(vendor_id).unwrap(), &request(model, Some(wish)));
        let found = (settled.parameters.thinking, adjustments);
        assert_eq!(found, (expected, Vec::from_iter(adjustment)), "{vendor_id} {model} {wish:?}");
    }
}

#[test]
fn thinking_is_streamed_where_it_cannot_come_whole() {
    let whole = |vendor_id: &str, model: &str, thinking| {
        let wish = ChatRequest { stream: false, ..request(model, thinking) };
        let (settled, adjustments) = settle(&vendor(vendor_id).unwrap(), &wish);
        (settled.stream, settled.parameters.thinking, adjustments)
    };
    let streamed = || vec![Adjustment::Streamed];
    assert_eq!(whole("dashscope", "m", Some(Thinking::On)), (true, Some(Thinking::On), streamed()));
    assert_eq!(whole("dashscope", "qwq-plus", None), (true, None, streamed()));
    assert_eq!(whole("dashscope", "qwen3-omni-flash", None), (true, None, streamed()));
    // It may think unasked, and would refuse to answer.
    assert_eq!(whole("dashscope", "m", None), (false, Some(Thinking::Off), vec![]));
    assert_eq!(whole("siliconflow", "m", Some(Thinking::On)), (false, Some(Thinking::On), vec![]));
    assert_eq!(whole("siliconflow", "m", None), (false, None, vec![]));
}

fn any_thinking() -> impl Strategy<Value = Thinking> {
    let level = select(vec![Effort::Low, Effort::Medium, Effort::High]);
    prop_oneof![
        Just(Thinking::Off),
        Just(Thinking::On),
        any::<u32>().prop_map(|tokens| Thinking::Budget { tokens }),
        level.prop_map(|level| Thinking::Effort { level }),
    ]
}

/// Any vendor, and a model of it: known, of a family, or neither.
fn any_model() -> impl Strategy<Value = (&'static Vendor, String)> {
    let models = vendors().iter().flat_map(|vendor| {
        let known = vendor.models.iter().map(|model| model.id.clone());
        let families = vendor.families.iter().map(|family| format!("{}x{}", family.begins, family.holds));
        known.chain(families).chain(["m".to_owned()]).map(|model| (&**vendor, model))
    });
    select(models.collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_was_settled_stays_as_it_is(
        (vendor, model) in any_model(), wish in prop::option::of(any_thinking()), stream in any::<bool>(),
    ) {
        let wish = ChatRequest { stream, ..request(&model, wish) };
        let (settled, _) = settle(vendor, &wish);
        prop_assert_eq!(settle(vendor, &settled), (settled, vec![]), "{} {}", vendor.id, model);
    }
}
