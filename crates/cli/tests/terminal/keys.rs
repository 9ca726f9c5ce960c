//! Keys, where there is no keychain. (With one, they are tested in the store and in the window.)

use crate::program::{Ended, Home};

const KEY: &str = "canary-key-b1946ac92492d234";

#[test]
fn without_a_keychain_a_key_is_not_kept_and_that_is_said() {
    let home = Home::new();
    let ended = home.run_with(KEY, &["keys", "set", "deepseek"]);
    assert_eq!(ended.status, 7, "{}", ended.err);
    assert!(ended.err.contains("no keychain") && ended.err.contains("RUNNEL_API_KEY"), "{}", ended.err);
    assert!(!ended.err.contains(KEY) && !ended.out.contains(KEY));
    assert!(!String::from_utf8_lossy(&home.contents()).contains(KEY));
    let status = home.run(&["keys"]);
    assert_eq!(line_of(&status, "deepseek"), "no key");
}

#[test]
fn a_key_in_the_environment_is_shown_by_its_end() {
    let home = Home::new();
    let status = Ended::of(home.command(&["keys", "status"]).env("DEEPSEEK_API_KEY", KEY));
    assert_eq!(status.status, 0, "{}", status.err);
    assert_eq!(line_of(&status, "deepseek"), "DEEPSEEK_API_KEY  …d234");
    assert!(!status.out.contains(KEY));
}

#[test]
fn a_key_for_nobody_and_no_key_at_all_are_usage() {
    let home = Home::new();
    assert_eq!(home.run_with(KEY, &["keys", "set", "nobody"]).status, 2);
    assert_eq!(home.run_with("\n", &["keys", "set", "deepseek"]).status, 2);
    assert_eq!(home.run(&["keys", "remove", "nobody"]).status, 2);
}

#[test]
fn a_key_is_no_argument() {
    let ended = Home::new().run(&["keys", "set", "deepseek", KEY]);
    assert_eq!(ended.status, 2);
}

#[test]
fn removing_a_key_that_is_not_there_is_no_failure() {
    let ended = Home::new().run(&["keys", "remove", "deepseek"]);
    assert_eq!((ended.status, line_of(&ended, "deepseek").as_str()), (0, "no key"), "{}", ended.err);
}

/// What is said of a provider.
fn line_of(ended: &Ended, provider: &str) -> String {
    let line = ended.out.lines().find_map(|line| line.strip_prefix(provider)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{provider} is listed: {}", ended.out)).trim().to_owned()
}
