//! A disk that is full, and one that cannot be written: real ones, small, in memory.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use super::support::*;
use crate::*;

#[test]
fn a_full_or_read_only_disk_refuses_whole_and_loses_nothing() {
    let home = TestHome::new();
    // A mount of its own that nobody else sees and that goes with the process.
    let may_mount = Command::new("unshare").args(["-rm", "true"]).status();
    if !may_mount.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: this system lets nobody make a file system of their own (unshare -rm)");
        return;
    }
    let child = home.child("full_disk::on_a_small_disk");
    let script = r#"mount -t tmpfs -o size=256k tmpfs "$RUNNEL_STORE_TEST_HOME" && exec "$0" "$@""#;
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", script]).arg(child.get_program()).args(child.get_args());
    command.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "run by another test, in a process of its own"]
fn on_a_small_disk() {
    let Some(home) = parents_home() else { return };
    let conversations = Conversations::new(&home);
    let settings = SettingsFile::new(&home);
    let mut journal = Journals::new(&home).begin(&head(9)).unwrap();
    conversations.append(chat(), &[header(), question(2, "before")]).unwrap();
    journal.write(&batch(1, "before")).unwrap();
    settings.change(|settings| settings.welcomed = true).unwrap();
    Attachments::new(&home).add(b"before").unwrap();
    let before = kept(&home);

    let filler = home.data.join("filler");
    let full = fs::write(&filler, vec![1; 1 << 20]).unwrap_err();
    assert_eq!(full.kind(), ErrorKind::StorageFull);
    let long = "x".repeat(50_000);
    let dark = Settings { theme: Theme::Dark, ..Settings::default() };
    // Two records, of which the first might fit: both or none.
    refused(conversations.append(chat(), &[question(3, "a"), question(4, &long)]), ErrorKind::StorageFull);
    refused(journal.write(&batch(2, &long)), ErrorKind::StorageFull);
    refused(settings.change(|settings| *settings = dark.clone()).map(drop), ErrorKind::StorageFull);
    refused(Attachments::new(&home).add(long.as_bytes()), ErrorKind::StorageFull);
    assert_eq!(kept(&home), before, "a refusal left something behind");

    fs::remove_file(filler).unwrap();
    conversations.append(chat(), &[question(5, "after")]).unwrap();
    journal.write(&batch(2, "after")).unwrap();
    assert_eq!(conversations.load(chat()).unwrap().faults, []);
    assert_eq!(Journals::new(&home).read(id(9), 0).unwrap(), [batch(1, "before"), batch(2, "after")]);

    drop(journal);
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(&home.data).status().unwrap();
    assert!(remounted.success());
    refused(conversations.append(chat(), &[question(6, "no")]), ErrorKind::ReadOnlyFilesystem);
    refused(settings.change(|settings| *settings = dark.clone()).map(drop), ErrorKind::ReadOnlyFilesystem);
    refused(recover(&conversations, &Journals::new(&home)), ErrorKind::ReadOnlyFilesystem);
    assert_eq!(texts(&conversations.load(chat()).unwrap(), [5]), [Some("after".into())]);
    assert_eq!(conversations.list().unwrap().len(), 1);
    assert!(settings.load().unwrap().welcomed);
}

fn refused<T>(result: Result<T, StoreError>, kind: ErrorKind) {
    assert_eq!(result.err().expect("it must be refused").io_kind(), Some(kind));
}

/// Every file under the home with its content, fillers aside.
fn kept(home: &Home) -> Vec<(String, Vec<u8>)> {
    fn walk(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if !path.ends_with("filler") {
                found.push((path.display().to_string(), fs::read(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&home.data, &mut found);
    found.sort();
    found
}
