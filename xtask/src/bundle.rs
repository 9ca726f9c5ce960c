//! `cargo xtask bundle`: the package a person installs.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::tree::Tree;
use crate::{node, packages, say};

/// What is made here: `(formats for Tauri, endings of the files they become)`. The configuration names the .deb.
const FORMATS: (&[&str], &[&str]) = if cfg!(target_os = "macos") {
    (&["--bundles", "app,dmg"], &["dmg"])
} else if cfg!(windows) {
    (&["--bundles", "nsis,msi"], &["exe", "msi"])
} else {
    (&[], &["deb"])
};

pub(crate) fn run(tree: &Tree) -> Outcome {
    packages::prepare(&[packages::BUILD])?;
    node::prepare(tree)?;
    let began = SystemTime::now();
    let (formats, endings) = FORMATS;
    say::doing("building and packing the release (tauri build; takes some minutes)");
    Step::new(tree.tauri())
        .args(["build", "--ci"])
        .args(formats)
        .dir(tree.root())
        .mend("mend what Tauri names above")
        .run()?;

    let folder = tree.target().join("release/bundle");
    let made = made_since(began, &folder, endings);
    if made.is_empty() {
        return Err(Failure::new(
            format!("Tauri ended well, yet nothing new is in {}", folder.display()),
            "look at bundle.targets in tauri.conf.json",
        ));
    }
    for package in made {
        println!("{}", package.display());
        if cfg!(target_os = "linux") {
            println!("Install it with: sudo apt-get install {0}   (or: sudo dpkg -i {0})", package.display());
        }
    }
    Ok(())
}

fn made_since(began: SystemTime, folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| {
            entry.path().extension().is_some_and(|ending| endings.iter().any(|one| ending == *one))
        })
        .filter(|entry| entry.metadata().is_ok_and(|about| about.modified().is_ok_and(|time| time >= began)))
        .map(walkdir::DirEntry::into_path)
        .collect()
}
