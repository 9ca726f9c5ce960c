//! Everything in one file, and back.

use std::fs;

use crate::program::Home;

#[test]
fn what_was_backed_up_comes_back_in_another_home_and_no_key_is_in_it() {
    let (home, other) = (Home::new(), Home::new());
    assert_eq!(home.run(&["ask", "--provider", "offline", "hi"]).status, 0);
    fs::write(home.path().join("settings.toml"), "theme = \"dark\"\nwelcomed = true\n").unwrap();
    let backup = home.path().join("backup.zip");
    let backup = backup.to_str().unwrap();
    let made = home.run(&["backup", backup]);
    assert_eq!(made.status, 0, "{}", made.err);
    assert!(made.out.contains("backup.zip: 1 conversation, 0 pictures, "), "{}", made.out);

    fs::write(other.path().join("settings.toml"), "# mine\ntheme = \"light\"\n").unwrap();
    let back = other.run(&["restore", backup]);
    assert_eq!((back.status, back.err.as_str()), (0, ""));
    let told = "1 conversation came back or grew, 0 pictures came back, 1 setting came back, 0 providers came back, \
                0 prompts came back, 0 assistants came back\n";
    assert_eq!(back.out, told);
    assert_eq!(other.only_conversation(), home.only_conversation());
    let settings = fs::read_to_string(other.path().join("settings.toml")).unwrap();
    assert_eq!(settings, "# mine\ntheme = \"light\"\nwelcomed = true\n");
    assert!(other.run(&["restore", backup]).out.starts_with("0 conversations came back or grew, "));
}

#[test]
fn what_is_no_backup_or_cannot_be_written_is_told() {
    let home = Home::new();
    assert_eq!(home.run(&["backup"]).status, 2);
    let ended = home.run(&["restore", env!("CARGO_BIN_EXE_runnel-cli")]);
    assert_eq!((ended.status, ended.out.as_str()), (7, ""));
    assert_eq!(home.run(&["backup", "/nowhere/backup.zip"]).status, 7);
}
