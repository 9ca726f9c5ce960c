//! Files of a person's own providers, and the lists that providers gave.

use super::support::*;
use crate::*;

#[test]
fn a_provider_is_kept_read_and_removed() {
    let home = TestHome::new();
    let files = ProviderFiles::new(&home.home());
    assert_eq!(files.names().unwrap(), [""; 0]);
    files.write("work", "id = \"work\"\n").unwrap();
    files.write("home-2", "id = \"home-2\"\n").unwrap();
    files.write("work", "id = \"work\" # again\n").unwrap();
    assert_eq!(files.names().unwrap(), ["home-2", "work"]);
    assert_eq!(files.read("work").unwrap(), "id = \"work\" # again\n");
    files.remove("work").unwrap();
    assert!(matches!(files.read("work"), Err(StoreError::Missing { .. })));
    assert!(matches!(files.remove("work"), Err(StoreError::Missing { .. })));
    assert_eq!(files.names().unwrap(), ["home-2"]);
}

#[test]
fn what_is_no_id_never_becomes_a_path() {
    let home = TestHome::new();
    let files = ProviderFiles::new(&home.home());
    std::fs::write(home.path("settings.toml"), "mine").unwrap();
    for wrong in ["", "../settings", "a/b", "A", "a.b", "a b", "名", "a\\b", &"a".repeat(41)] {
        assert!(!ProviderFiles::is_id(wrong), "{wrong}");
        assert!(files.write(wrong, "x").is_err(), "{wrong}");
        assert!(files.read(wrong).is_err(), "{wrong}");
        assert!(files.remove(wrong).is_err(), "{wrong}");
    }
    assert_eq!(std::fs::read_to_string(home.path("settings.toml")).unwrap(), "mine");
    assert!(ProviderFiles::is_id(&"a".repeat(40)) && ProviderFiles::is_id("a-1"));
}

#[test]
fn a_glance_tells_whether_anything_changed() {
    let home = TestHome::new();
    let files = ProviderFiles::new(&home.home());
    let nothing = files.glance().unwrap();
    assert_eq!(nothing, Glance::default());
    files.write("work", "one").unwrap();
    let one = files.glance().unwrap();
    assert_ne!(one, nothing);
    assert_eq!(files.glance().unwrap(), one);
    files.write("work", "longer").unwrap();
    assert_ne!(files.glance().unwrap(), one);
    files.remove("work").unwrap();
    assert_eq!(files.glance().unwrap(), nothing);
}

#[test]
fn the_list_of_a_provider_is_kept_until_the_next_one() {
    let home = TestHome::new();
    let lists = ModelLists::new(&home.home());
    assert_eq!(lists.get("ollama"), None);
    lists.put("ollama", b"[1]").unwrap();
    lists.put("ollama", b"[2]").unwrap();
    assert_eq!(lists.get("ollama").as_deref(), Some(b"[2]".as_slice()));
    assert!(home.path("cache/models/ollama.json").is_file());
}
