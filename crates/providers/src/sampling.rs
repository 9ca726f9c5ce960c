//! The parameters of a request as its model takes them.

use runnel_conversation::{Adjustment, Parameter, Parameters};

use crate::{request::ChatRequest, vendor::Vendor};

/// What of the parameters is sent; what is `None` or empty is not.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sampling {
    pub(crate) temperature: Option<f64>,
    pub(crate) top_p: Option<f64>,
    pub(crate) top_k: Option<u32>,
    pub(crate) max_tokens: Option<u32>,
    pub(crate) frequency_penalty: Option<f64>,
    pub(crate) presence_penalty: Option<f64>,
    pub(crate) seed: Option<i64>,
    pub(crate) stop: Vec<String>,
}

/// The parameters that were set, without those the model does not take and within the bounds of its
/// vendor. What got lost is added to the adjustments.
pub(crate) fn sampling(
    vendor: &Vendor,
    request: &ChatRequest,
    adjustments: &mut Vec<Adjustment>,
) -> Sampling {
    use Parameter as P;
    let mut bounds = Bounds { vendor, model: &request.model, adjustments };
    let Parameters {
        temperature,
        top_p,
        top_k,
        max_tokens,
        frequency_penalty,
        presence_penalty,
        seed,
        ref stop,
        ..
    } = request.parameters;
    Sampling {
        temperature: bounds.real(P::Temperature, temperature),
        top_p: bounds.real(P::TopP, top_p),
        top_k: bounds.count(P::TopK, top_k),
        max_tokens: bounds.count(P::MaxTokens, max_tokens),
        frequency_penalty: bounds.real(P::FrequencyPenalty, frequency_penalty),
        presence_penalty: bounds.real(P::PresencePenalty, presence_penalty),
        seed: bounds.whole(P::Seed, seed),
        stop: bounds.stops(stop),
    }
}

/// What a vendor allows a model.
struct Bounds<'a> {
    vendor: &'a Vendor,
    model: &'a str,
    adjustments: &'a mut Vec<Adjustment>,
}

impl Bounds<'_> {
    /// The value, if the model takes the parameter.
    fn taken<T>(&mut self, parameter: Parameter, value: Option<T>) -> Option<T> {
        let value = value?;
        if self.vendor.takes(self.model, parameter) {
            return Some(value);
        }
        self.adjustments.push(Adjustment::Dropped { parameter });
        None
    }

    /// The least and the most that is taken, if anything is bounded.
    fn of(&self, parameter: Parameter) -> [f64; 2] {
        let [least, most] =
            self.vendor.bounds.get(&parameter).copied().unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        let longest = self.vendor.known(self.model).and_then(|known| known.max_output);
        match longest.filter(|_| parameter == Parameter::MaxTokens) {
            Some(longest) => [least, most.min(longest.into())],
            None => [least, most],
        }
    }

    /// The value, or the bound that is nearest to it.
    fn real(&mut self, parameter: Parameter, value: Option<f64>) -> Option<f64> {
        let value = self.taken(parameter, value)?;
        let [least, most] = self.of(parameter);
        let bounded = value.max(least).min(most);
        if !(least..=most).contains(&value) {
            self.adjustments.push(Adjustment::Bounded { parameter, value: bounded });
        }
        Some(bounded)
    }

    /// The same for a whole number. One within bounds stays as it is, however large.
    fn whole(&mut self, parameter: Parameter, value: Option<i64>) -> Option<i64> {
        #[allow(clippy::cast_precision_loss, reason = "bounds are far below where it begins")]
        let real = value.map(|value| value as f64);
        let bounded = self.real(parameter, real)?;
        #[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
        if real == Some(bounded) { value } else { Some(bounded as i64) }
    }

    fn count(&mut self, parameter: Parameter, value: Option<u32>) -> Option<u32> {
        let bounded = self.real(parameter, value.map(f64::from))?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
        Some(bounded as u32)
    }

    /// The first of the texts, as many as are taken.
    fn stops(&mut self, stop: &[String]) -> Vec<String> {
        let parameter = Parameter::Stop;
        let wanted = Some(stop).filter(|stop| !stop.is_empty());
        let stop = self.taken(parameter, wanted).unwrap_or_default();
        let count = u32::try_from(stop.len()).unwrap_or(u32::MAX);
        let taken = self.count(parameter, Some(count).filter(|count| *count > 0)).unwrap_or(0);
        stop.iter().take(taken as usize).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        own_vendor::vendor_from_toml,
        request::{ChatMessage, Role},
    };

    const OWN: &str = r#"
        like = "custom-openai"
        id = "own"
        takes = ["temperature", "top_k", "max_tokens", "stop"]
        bounds = { temperature = [0, 1], max_tokens = [16, 1000], stop = [0, 2] }
        families = [{ begins = "cold-", refuses = ["temperature"] }]
    "#;

    fn shaped(model: &str, parameters: Parameters) -> (Sampling, Vec<Adjustment>) {
        let request = ChatRequest {
            model: model.into(),
            system: None,
            messages: vec![ChatMessage::new(Role::User, "hi")],
            parameters,
            stream: true,
        };
        let mut adjustments = Vec::new();
        let shaped = sampling(&vendor_from_toml(OWN).unwrap(), &request, &mut adjustments);
        (shaped, adjustments)
    }

    #[test]
    fn what_is_within_bounds_is_sent_as_it_is() {
        let parameters = Parameters {
            temperature: Some(1.0),
            top_k: Some(40),
            max_tokens: Some(16),
            ..Parameters::default()
        };
        let expected =
            Sampling { temperature: Some(1.0), top_k: Some(40), max_tokens: Some(16), ..Sampling::default() };
        assert_eq!(shaped("m", parameters), (expected, Vec::new()));
        assert_eq!(shaped("m", Parameters::default()), (Sampling::default(), Vec::new()));
    }

    #[test]
    fn what_is_out_of_bounds_is_brought_to_the_nearest() {
        let parameters = Parameters {
            temperature: Some(1.5),
            max_tokens: Some(4),
            stop: ["a", "b", "c"].map(str::to_owned).to_vec(),
            ..Parameters::default()
        };
        let (sampling, adjustments) = shaped("m", parameters);
        assert_eq!((sampling.temperature, sampling.max_tokens), (Some(1.0), Some(16)));
        assert_eq!(sampling.stop, ["a", "b"]);
        let bounded = |parameter, value| Adjustment::Bounded { parameter, value };
        assert_eq!(
            adjustments,
            [
                bounded(Parameter::Temperature, 1.0),
                bounded(Parameter::MaxTokens, 16.0),
                bounded(Parameter::Stop, 2.0),
            ]
        );
    }

    #[test]
    fn what_is_not_taken_is_dropped_with_a_word() {
        let parameters = Parameters { temperature: Some(0.5), seed: Some(7), ..Parameters::default() };
        let (sampling, adjustments) = shaped("cold-1", parameters);
        assert_eq!(sampling, Sampling::default());
        let dropped = |parameter| Adjustment::Dropped { parameter };
        assert_eq!(adjustments, [dropped(Parameter::Temperature), dropped(Parameter::Seed)]);
    }

    #[test]
    fn an_answer_is_no_longer_than_its_model_can_make_it_and_a_seed_is_bounded_whole() {
        let own = r#"
            like = "custom-openai"
            id = "own"
            bounds = { seed = [0, 10] }
            models = [{ id = "m", vision = true, thinking = true, max_output = 1000 }]
        "#;
        let asked = |seed| {
            let parameters = Parameters { max_tokens: Some(5000), seed: Some(seed), ..Parameters::default() };
            let request = ChatRequest {
                model: "m".into(),
                system: None,
                messages: vec![ChatMessage::new(Role::User, "hi")],
                parameters,
                stream: true,
            };
            let mut adjustments = Vec::new();
            let shaped = sampling(&vendor_from_toml(own).unwrap(), &request, &mut adjustments);
            (shaped.max_tokens, shaped.seed, adjustments.len())
        };
        assert_eq!(asked(7), (Some(1000), Some(7), 1));
        assert_eq!(asked(-7), (Some(1000), Some(0), 2));
    }

    mod properties {
        use proptest::{collection::vec, option, prelude::*, sample::select};
        use runnel_conversation::Parameter as P;

        use super::*;
        use crate::vendors::vendors;

        prop_compose! {
            fn any_parameters()(
                temperature in option::of(-1.0..3.0), top_p in option::of(-1.0..2.0),
                top_k in option::of(any::<u32>()), max_tokens in option::of(any::<u32>()),
                frequency_penalty in option::of(-3.0..3.0), presence_penalty in option::of(-3.0..3.0),
                seed in option::of(any::<i64>()), stop in vec("[a-z]{1,3}", 0..20),
            ) -> Parameters {
                Parameters {
                    temperature, top_p, top_k, max_tokens, frequency_penalty, presence_penalty, seed, stop,
                    ..Parameters::default()
                }
            }
        }

        fn any_model() -> impl Strategy<Value = (&'static Vendor, String)> {
            let models = vendors().iter().flat_map(|vendor| {
                let known = vendor.models.iter().map(|model| model.id.clone());
                let families =
                    vendor.families.iter().map(|family| format!("{}x{}", family.begins, family.holds));
                known.chain(families).chain(["m".to_owned()]).map(|model| (&**vendor, model))
            });
            select(models.collect::<Vec<_>>())
        }

        #[allow(clippy::cast_precision_loss, reason = "near enough to compare with bounds")]
        fn values(sent: &Sampling) -> [(P, Option<f64>); 8] {
            [
                (P::Temperature, sent.temperature),
                (P::TopP, sent.top_p),
                (P::TopK, sent.top_k.map(f64::from)),
                (P::MaxTokens, sent.max_tokens.map(f64::from)),
                (P::FrequencyPenalty, sent.frequency_penalty),
                (P::PresencePenalty, sent.presence_penalty),
                (P::Seed, sent.seed.map(|seed| seed as f64)),
                (P::Stop, (!sent.stop.is_empty()).then_some(sent.stop.len() as f64)),
            ]
        }

        proptest! {
            #![proptest_config(ProptestConfig::with_cases(2000))]

            #[test]
            fn what_is_sent_is_taken_and_within_bounds_and_sending_it_again_changes_nothing(
                (vendor, model) in any_model(), parameters in any_parameters(),
            ) {
                let request = |parameters| ChatRequest {
                    model: model.clone(),
                    system: None,
                    messages: vec![ChatMessage::new(Role::User, "hi")],
                    parameters,
                    stream: true,
                };
                let sent = sampling(vendor, &request(parameters), &mut Vec::new());
                for (parameter, value) in values(&sent) {
                    let [least, most] = vendor.bounds.get(&parameter).copied().unwrap_or([f64::MIN, f64::MAX]);
                    if let Some(value) = value {
                        prop_assert!(vendor.takes(&model, parameter), "{parameter:?}");
                        prop_assert!((least..=most).contains(&value), "{parameter:?} {value}");
                    }
                }
                let Sampling {
                    temperature, top_p, top_k, max_tokens, frequency_penalty, presence_penalty, seed, stop,
                } = sent.clone();
                let mut adjustments = Vec::new();
                let again = request(Parameters {
                    temperature, top_p, top_k, max_tokens, frequency_penalty, presence_penalty, seed, stop,
                    ..Parameters::default()
                });
                prop_assert_eq!(sampling(vendor, &again, &mut adjustments), sent);
                prop_assert_eq!(adjustments, vec![]);
            }
        }
    }
}
