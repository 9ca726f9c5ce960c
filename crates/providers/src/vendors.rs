//! The vendors that are built in, from the files in `vendors/`.

use std::sync::{Arc, LazyLock};

use toml::{Table, Value};

use crate::vendor::Vendor;

/// The vendor files, in the order of the list; the build script wrote this after reading each.
const FILES: &[&str] = &include!(concat!(env!("OUT_DIR"), "/vendors.rs"));

static VENDORS: LazyLock<Vec<Arc<Vendor>>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| toml::from_str(file).ok().map(Arc::new)).collect());

/// All vendors that are built in, the demonstration first.
pub fn vendors() -> &'static [Arc<Vendor>] {
    &VENDORS
}

/// The built-in vendor of an id.
pub fn vendor(id: &str) -> Option<Arc<Vendor>> {
    VENDORS.iter().find(|vendor| vendor.id == id).cloned()
}

/// The fields of the built-in vendor of an id, as its file has them.
pub(crate) fn fields_of(id: &str) -> Option<Table> {
    let mut files = FILES.iter().filter_map(|file| toml::from_str::<Table>(file).ok());
    files.find(|table| table.get("id").and_then(Value::as_str) == Some(id))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::vendor::{KeyCheck, Name, Protocol};

    /// In the order in which people see them.
    const IDS: [&str; 35] = [
        "offline",
        "dashscope",
        "dashscope-intl",
        "siliconflow",
        "siliconflow-intl",
        "deepseek",
        "tencent-lkeap",
        "tencent-hunyuan",
        "volcengine",
        "qianfan",
        "moonshot",
        "moonshot-intl",
        "zhipu",
        "zai",
        "minimax",
        "minimax-intl",
        "openai",
        "azure-openai",
        "openrouter",
        "groq",
        "mistral",
        "xai",
        "perplexity",
        "together",
        "anthropic",
        "gemini",
        "ollama",
        "ollama-cloud",
        "lmstudio",
        "llamacpp",
        "vllm",
        "custom-openai",
        "custom-anthropic",
        "custom-gemini",
        "custom-ollama",
    ];

    #[test]
    fn every_file_is_a_vendor_and_ids_are_their_own() {
        assert_eq!(vendors().len(), FILES.len());
        let ids: HashSet<_> = vendors().iter().map(|vendor| &vendor.id).collect();
        assert_eq!(ids.len(), FILES.len());
    }

    #[test]
    fn every_vendor_is_there_in_its_place() {
        let ids: Vec<_> = vendors().iter().map(|vendor| vendor.id.as_str()).collect();
        assert_eq!(ids, IDS);
        assert!(vendors().is_sorted_by(|one, next| one.order < next.order), "two vendors have one place");
        assert_eq!(vendors()[0].protocol, Protocol::Scripted);
    }

    #[test]
    fn prices_say_their_currency_and_the_day_they_were_read() {
        for vendor in vendors() {
            let priced = vendor.models.iter().any(|model| model.price.is_some());
            assert_eq!(vendor.currency.is_some(), priced, "{}", vendor.id);
            assert_eq!(vendor.prices_read.is_some(), priced, "{}", vendor.id);
            if let Some(date) = &vendor.prices_read {
                let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
                assert_eq!(shape, "0000-00-00", "{}", vendor.id);
            }
        }
    }

    #[test]
    fn models_are_named_once_and_answers_fit_their_windows() {
        for vendor in vendors() {
            let ids: HashSet<_> = vendor.models.iter().map(|model| &model.id).collect();
            assert_eq!(ids.len(), vendor.models.len(), "{}", vendor.id);
            for model in &vendor.models {
                if let (Some(context), Some(output)) = (model.context, model.max_output) {
                    assert!(u64::from(output) <= context, "{} {}", vendor.id, model.id);
                }
            }
        }
    }

    #[test]
    fn the_two_regions_of_a_vendor_speak_one_dialect() {
        for (one, other) in [
            ("dashscope", "dashscope-intl"),
            ("siliconflow", "siliconflow-intl"),
            ("moonshot", "moonshot-intl"),
            ("zhipu", "zai"),
            ("minimax", "minimax-intl"),
        ] {
            let dialect = |id| Vendor {
                id: String::new(),
                order: 0,
                name: Name { en: String::new(), zh: String::new() },
                base_url: None,
                key_page: None,
                errors_page: None,
                environment: Vec::new(),
                currency: None,
                prices_read: None,
                models: Vec::new(),
                ..(*vendor(id).unwrap()).clone()
            };
            assert_eq!(dialect(one), dialect(other), "{one}");
            assert_ne!(vendor(one).unwrap().base_url, vendor(other).unwrap().base_url, "{one}");
        }
    }

    #[test]
    fn bounds_are_of_parameters_that_are_taken() {
        for vendor in vendors() {
            for (parameter, [least, most]) in &vendor.bounds {
                assert!(vendor.takes.contains(parameter) && least < most, "{} {parameter:?}", vendor.id);
            }
        }
    }

    #[test]
    fn a_family_is_not_hidden_by_one_before_it() {
        for vendor in vendors() {
            for (index, family) in vendor.families.iter().enumerate() {
                let hidden = vendor.families.iter().take(index).any(|before| {
                    family.begins.starts_with(&before.begins) && family.holds.contains(&before.holds)
                });
                assert!(!hidden, "{} {}{}", vendor.id, family.begins, family.holds);
            }
        }
    }

    #[test]
    fn a_mistake_in_a_vendor_file_is_refused_with_its_line() {
        let file = include_str!("../vendors/deepseek.toml");
        let misspelt = file.replace("needs_key =", "needs_keys =");
        let line = misspelt.lines().position(|line| line.starts_with("needs_keys")).unwrap() + 1;
        let refusal = toml::from_str::<Vendor>(&misspelt).unwrap_err().to_string();
        assert!(refusal.contains(&format!("line {line}")) && refusal.contains("`needs_keys`"), "{refusal}");
    }

    #[test]
    fn a_vendor_that_needs_a_key_says_where_to_get_one_and_where_it_may_already_be() {
        for vendor in vendors().iter().filter(|vendor| vendor.needs_key) {
            assert!(vendor.key_page.is_some(), "{}", vendor.id);
            assert!(!vendor.environment.is_empty(), "{}", vendor.id);
        }
    }

    #[test]
    fn a_check_by_chat_has_a_model_to_ask() {
        for vendor in vendors().iter().filter(|vendor| vendor.check == KeyCheck::Chat) {
            assert!(!vendor.models.is_empty(), "{}", vendor.id);
        }
    }

    #[test]
    fn every_address_is_https_or_on_this_computer() {
        for vendor in vendors().iter().filter(|vendor| vendor.protocol != Protocol::Scripted) {
            let Some(url) = &vendor.base_url else { continue };
            assert!(url.scheme() == "https" || url.host_str() == Some("localhost"), "{url}");
        }
    }
}
