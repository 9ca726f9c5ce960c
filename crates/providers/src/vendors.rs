//! The vendors that are built in, from the files in `vendors/`.

use std::sync::LazyLock;

use crate::vendor::Vendor;

/// The vendor files, in the order of the list; the build script wrote this after reading each.
const FILES: &[&str] = &include!(concat!(env!("OUT_DIR"), "/vendors.rs"));

static VENDORS: LazyLock<Vec<Vendor>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| toml::from_str(file).ok()).collect());

/// All vendors, the built-in demonstration first.
pub fn vendors() -> &'static [Vendor] {
    &VENDORS
}

/// The vendor of an id.
pub fn vendor(id: &str) -> Option<&'static Vendor> {
    VENDORS.iter().find(|vendor| vendor.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::vendor::{KeyCheck, Protocol};

    #[test]
    fn every_file_is_a_vendor_and_ids_are_their_own() {
        assert_eq!(vendors().len(), FILES.len());
        let ids: HashSet<_> = vendors().iter().map(|vendor| &vendor.id).collect();
        assert_eq!(ids.len(), FILES.len());
    }

    #[test]
    fn the_demonstration_comes_first_and_a_server_of_ones_own_last() {
        assert_eq!(vendors()[0].protocol, Protocol::Scripted);
        assert!(vendors().is_sorted_by(|one, next| one.order < next.order), "two vendors have one place");
        assert!(vendors().is_sorted_by_key(|vendor| vendor.base_url.is_none()));
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
