//! The vendors that are built in, from the files in `vendors/`.

use std::sync::{Arc, LazyLock};

use toml::Table;

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

/// The vendor that a person's own file describes: all the fields of a built-in one, or `like = "ID"` and
/// only what differs from that built-in one, such as another account's name.
///
/// # Errors
/// What is wrong with the file, with its line.
pub fn vendor_from_toml(text: &str) -> Result<Vendor, toml::de::Error> {
    let mut own: Table = toml::from_str(text)?;
    let Some(like) = own.remove("like") else { return toml::from_str(text) };
    let built_in = FILES
        .iter()
        .filter_map(|file| toml::from_str::<Table>(file).ok())
        .find(|table| table.get("id") == Some(&like));
    let mut table = built_in.ok_or_else(|| {
        serde::de::Error::custom(format!("`like` names {like}, which is no built-in provider"))
    })?;
    if !own.contains_key("id") {
        return Err(serde::de::Error::missing_field("id"));
    }
    table.extend(own);
    table.try_into()
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
    fn a_file_of_ones_own_may_say_only_what_differs() {
        let account = vendor_from_toml(
            "like = \"openai\"\nid = \"openai-work\"\nname = { en = \"Work\", zh = \"工作\" }\norder = 500\n",
        )
        .unwrap();
        let openai = vendor("openai").unwrap();
        assert_eq!((account.id.as_str(), account.name.en.as_str()), ("openai-work", "Work"));
        assert_eq!((&account.base_url, account.models.len()), (&openai.base_url, openai.models.len()));
        for (file, word) in [
            ("like = \"nobody\"\nid = \"a\"\n", "nobody"),
            ("like = \"openai\"\n", "id"),
            ("like = \"openai\"\nid = \"a\"\nneeds_keys = true\n", "needs_keys"),
            ("id = 5\n", "line 1"),
        ] {
            let refusal = vendor_from_toml(file).unwrap_err().to_string();
            assert!(refusal.contains(word), "{refusal}");
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
