//! System packages: found missing, installed where apt may, and named where it may not.

use std::fs;
use std::process::{Command, Stdio};

use crate::failure::{Failure, Outcome};
use crate::say;
use crate::step::Step;

/// To compile the window: a C compiler and WebKitGTK.
pub(crate) const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

/// To test the keychain: a Secret Service in a D-Bus session of its own.
pub(crate) const KEYCHAIN: &[&str] = &["dbus", "gnome-keyring"];

/// To test with a model server that others wrote: Python, to install it with.
pub(crate) const SERVER: &[&str] = &["python3-venv"];

/// To measure the UI in a browser, Chinese letters with it.
pub(crate) const BROWSER: &[&str] = &["chromium", "fonts-noto-cjk"];

/// To test the whole application: a display with a window manager, the two browsers, Chinese letters for the
/// screenshots, and a GTK window to drag from.
pub(crate) const WINDOW: &[&str] = &[
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "openbox",
    "xdotool",
    "chromium",
    "fonts-noto-cjk",
    "python3-gi",
    "gir1.2-gtk-3.0",
];

/// Sees to it that these packages are installed, or says what to type.
pub(crate) fn prepare(sets: &[&[&str]]) -> Outcome {
    if cfg!(target_os = "macos") {
        say::note("needs Apple's command line tools; if they are missing: xcode-select --install");
        return Ok(());
    }
    if cfg!(windows) {
        say::note("needs the Visual Studio C++ build tools and the WebView2 runtime (part of Windows 11)");
        return Ok(());
    }
    let mut wanted: Vec<&str> = sets.iter().flat_map(|set| set.iter().copied()).map(here).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let Some(installed) = installed(&wanted) else {
        say::note(&format!(
            "not a Debian: what these packages hold is needed here too: {}",
            wanted.join(" ")
        ));
        return Ok(());
    };
    let missing = missing(&wanted, &installed);
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

/// Ubuntu has its Chromium under another name.
fn here(package: &str) -> &str {
    let ubuntu = || {
        fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=ubuntu"))
    };
    if package == "chromium" && ubuntu() { "chromium-browser" } else { package }
}

/// `dpkg-query`'s words about these packages; `None` where there is no dpkg.
fn installed(packages: &[&str]) -> Option<String> {
    // It also exits with 1 when a package is unknown to it: only what it wrote counts.
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\\n"])
        .args(packages)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn missing<'a>(wanted: &[&'a str], installed: &str) -> Vec<&'a str> {
    let is_installed = |package: &&str| installed.lines().any(|line| line == format!("{package} installed"));
    wanted.iter().copied().filter(|package| !is_installed(package)).collect()
}

fn install(missing: &[&str]) -> Outcome {
    let names = missing.join(" ");
    let line = format!("sudo apt-get update && sudo apt-get install --no-install-recommends {names}");
    let Some(may) = what_lets_apt_install() else {
        return Err(Failure::new(
            format!("missing, and only an administrator may install them: {names}"),
            line,
        ));
    };
    let apt = || Step::new("env").args(may).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).mend(&line);
    say::doing("reading the package lists (apt-get update)");
    apt().args(["--quiet", "update"]).run()?;
    say::doing(&format!("installing {names} (apt-get install)"));
    apt().args(["--quiet", "--yes", "--no-install-recommends", "install"]).args(missing).run()
}

/// Nothing for root, `sudo` where it asks no password; `None` where a person has to type one.
fn what_lets_apt_install() -> Option<&'static [&'static str]> {
    if Step::new("id").arg("-u").read().is_ok_and(|id| id.trim() == "0") {
        return Some(&[]);
    }
    let sudo = &["sudo", "--non-interactive", "env"];
    Step::new("env").args(sudo).arg("true").works().then_some(sudo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_dpkg_does_not_call_installed_is_missing() {
        let said = "xvfb installed\nxauth config-files\nopenbox not-installed\n";
        assert_eq!(
            missing(&["xvfb", "xauth", "openbox", "unheard-of"], said),
            ["xauth", "openbox", "unheard-of"]
        );
    }

    #[test]
    fn a_package_is_not_taken_for_one_whose_name_it_begins() {
        assert_eq!(missing(&["dbus"], "dbus-x11 installed\n"), ["dbus"]);
    }
}
