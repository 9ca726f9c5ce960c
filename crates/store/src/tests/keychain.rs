//! The keychain of this desktop, and a desktop without one.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use super::support::*;
use crate::*;

#[cfg(target_os = "linux")]
#[test]
fn a_desktop_without_a_keychain_says_so() {
    let home = TestHome::new();
    for bus in ["unix:path=/nonexistent/bus", "nonsense", ""] {
        let mut child = home.child("keychain::no_keychain_is_absent");
        child.env("DBUS_SESSION_BUS_ADDRESS", bus).env("XDG_RUNTIME_DIR", home.path("runtime"));
        if bus.is_empty() {
            child.env_remove("DBUS_SESSION_BUS_ADDRESS");
        }
        // No display either, or a bus would be started from it.
        let output = child.env_remove("DISPLAY").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
    }
}

#[test]
#[ignore = "run by another test, in a process of its own"]
fn no_keychain_is_absent() {
    let Some(home) = parents_home() else { return };
    let keychain = Keychain::new(home.keychain_service());
    for _ in 0..2 {
        assert_eq!(keychain.get("openai").unwrap_err(), KeychainError::Absent);
        assert_eq!(keychain.set("openai", "sk-canary").unwrap_err(), KeychainError::Absent);
        assert_eq!(keychain.remove("openai").unwrap_err(), KeychainError::Absent);
    }
}

#[test]
fn a_secret_does_not_print() {
    let secret = Secret::new("sk-canary".into());
    assert_eq!(secret.expose(), "sk-canary");
    assert!(!format!("{secret:?} {secret:#?}").contains("canary"));
}

#[test]
#[ignore = "needs a Secret Service; cargo xtask test runs it"]
fn keychain_keeps_reads_and_removes_a_key() {
    let home = TestHome::new();
    let keychain = Keychain::new(home.home().keychain_service());
    let key = |provider| keychain.get(provider).unwrap().map(|secret| secret.expose().to_owned());
    assert_eq!(key("openai"), None);

    keychain.set("openai", "sk-first").unwrap();
    keychain.set("deepseek", "sk-钥匙").unwrap();
    assert_eq!(key("openai").as_deref(), Some("sk-first"));
    keychain.set("openai", "sk-second").unwrap();
    assert_eq!(key("openai").as_deref(), Some("sk-second"));
    assert_eq!(key("deepseek").as_deref(), Some("sk-钥匙"));

    keychain.remove("openai").unwrap();
    keychain.remove("deepseek").unwrap();
    keychain.remove("openai").unwrap();
    assert_eq!((key("openai"), key("deepseek")), (None, None));
}

#[test]
#[ignore = "needs a Secret Service; cargo xtask test runs it"]
fn keychain_entries_of_two_homes_are_kept_apart() {
    let (one, two) = (TestHome::new(), TestHome::new());
    let keychain = |home: &TestHome| Keychain::new(home.home().keychain_service());
    keychain(&one).set("openai", "sk-one").unwrap();
    assert!(keychain(&two).get("openai").unwrap().is_none());
    assert!(Keychain::new("runnel").get("openai").unwrap().is_none());
    keychain(&one).remove("openai").unwrap();
}

#[test]
#[ignore = "needs a Secret Service; cargo xtask test runs it"]
fn keychain_answers_from_many_threads() {
    let home = TestHome::new();
    let keychain = Keychain::new(home.home().keychain_service());
    std::thread::scope(|scope| {
        for n in 0..8 {
            let keychain = &keychain;
            scope.spawn(move || {
                let provider = format!("provider-{n}");
                keychain.set(&provider, &provider).unwrap();
                assert_eq!(keychain.get(&provider).unwrap().unwrap().expose(), provider);
                keychain.remove(&provider).unwrap();
            });
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs a Secret Service; cargo xtask test runs it"]
fn keychain_that_comes_up_late_or_restarts_is_found() {
    let home = TestHome::new();
    let mut child = home.child("keychain::use_a_fickle_keychain");
    own_session(&mut child, &home, "child");
    let mut child = child.spawn().unwrap();
    let mut said = said_by(&mut child);
    let mut commands = child.stdin.take().unwrap();
    assert_eq!(said.next().as_deref(), Some("absent"));
    for start in ["first", "second"] {
        let mut bus = start_keychain(&home, start);
        commands.write_all(b"use it\n").unwrap();
        assert_eq!(said.next().as_deref(), Some("sk-late"));
        bus.kill().unwrap();
        bus.wait().unwrap();
    }
    said.for_each(drop);
    assert!(child.wait().unwrap().success());
}

#[test]
#[ignore = "run by another test, in a process of its own"]
fn use_a_fickle_keychain() {
    let Some(home) = parents_home() else { return };
    let keychain = Keychain::new(home.keychain_service());
    assert_eq!(keychain.get("openai").unwrap_err(), KeychainError::Absent);
    println!("said absent");
    for _ in 0..2 {
        std::io::stdin().read_line(&mut String::new()).unwrap();
        if keychain.get("openai").unwrap().is_none() {
            keychain.set("openai", "sk-late").unwrap();
        }
        println!("said {}", keychain.get("openai").unwrap().unwrap().expose());
    }
}

/// A bus with an unlocked keychain. Both end with the bus.
#[cfg(target_os = "linux")]
fn start_keychain(home: &TestHome, name: &str) -> Child {
    let mut bus = Command::new("dbus-daemon");
    own_session(&mut bus, home, name);
    let address = format!("--address={}", address(home));
    bus.args(["--session", "--nofork", "--print-address", &address]).stdout(Stdio::piped());
    let mut bus = bus.spawn().unwrap();
    BufReader::new(bus.stdout.as_mut().unwrap()).read_line(&mut String::new()).unwrap();

    let mut keyring = Command::new("gnome-keyring-daemon");
    own_session(&mut keyring, home, name);
    keyring.args(["--unlock", "--components=secrets"]).stdin(Stdio::piped()).stdout(Stdio::null());
    // What is waited for returns once the keychain answers, and leaves it in the background.
    let mut keyring = keyring.spawn().unwrap();
    keyring.stdin.take().unwrap().write_all(b"password").unwrap();
    assert!(keyring.wait().unwrap().success());
    bus
}

#[cfg(target_os = "linux")]
fn own_session(command: &mut Command, home: &TestHome, name: &str) {
    command.env("DBUS_SESSION_BUS_ADDRESS", address(home)).env_remove("DISPLAY");
    command.env("HOME", home.path("")).env("XDG_DATA_HOME", home.path("data"));
    command.env("XDG_RUNTIME_DIR", home.path(name));
}

#[cfg(target_os = "linux")]
fn address(home: &TestHome) -> String {
    format!("unix:path={}", home.path("bus").display())
}
