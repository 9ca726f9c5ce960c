//! Files that a person saves: they go where a browser's downloads go.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tauri::{AppHandle, Manager as _};

/// So many files of one name are told apart by a number.
const MOST_OF_ONE_NAME: u32 = 1000;

/// Why a file was not saved.
#[derive(Debug, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum NotSaved {
    /// The system names no folder for downloads, and no home.
    #[error("there is no folder for downloads")]
    NoFolder,
    /// The disk did not take it.
    #[error("{reason}")]
    Disk {
        /// What the system says.
        reason: String,
    },
}

/// Writes `text` to a new file of this name, or of one like it where that is taken. No other file is
/// touched, and no other folder.
pub(crate) fn save(app: &AppHandle, name: &str, text: &str) -> Result<PathBuf, NotSaved> {
    // A desktop may have no folder for downloads.
    let paths = app.path();
    let folder = paths.download_dir().or_else(|_| paths.home_dir()).map_err(|_| NotSaved::NoFolder)?;
    save_in(&folder, name, text)
}

fn save_in(folder: &Path, name: &str, text: &str) -> Result<PathBuf, NotSaved> {
    fs::create_dir_all(folder).map_err(|error| disk(folder, &error))?;
    // Only the last part of a name counts: nothing is written beside the folder.
    let name = Path::new(Path::new(name).file_name().unwrap_or("file".as_ref()));
    for number in 1..MOST_OF_ONE_NAME {
        let path = folder.join(numbered(name, number));
        match File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).map_err(|error| disk(&path, &error))?;
                return Ok(path);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(disk(&path, &error)),
        }
    }
    Err(disk(&folder.join(name), &ErrorKind::AlreadyExists.into()))
}

/// "answer.json", "answer (2).json", …
fn numbered(name: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return name.to_owned();
    }
    let mut numbered = name.file_stem().unwrap_or_default().to_owned();
    numbered.push(format!(" ({number})"));
    if let Some(ending) = name.extension() {
        numbered.push(".");
        numbered.push(ending);
    }
    numbered.into()
}

fn disk(path: &Path, error: &std::io::Error) -> NotSaved {
    NotSaved::Disk { reason: format!("{}: {error}", path.display()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_file_of_one_name_does_not_touch_the_first() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("Downloads");
        let paths = ["{}", "[]"].map(|text| save_in(&folder, "answer.json", text).unwrap());
        assert_eq!(paths, [folder.join("answer.json"), folder.join("answer (2).json")]);
        assert_eq!(paths.map(|path| fs::read_to_string(path).unwrap()), ["{}", "[]"]);
    }

    #[test]
    fn a_name_that_leads_elsewhere_does_not() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("Downloads");
        for (name, saved) in [("../a.json", "a.json"), ("/etc/b.json", "b.json"), ("..", "file")] {
            assert_eq!(save_in(&folder, name, "{}").unwrap(), folder.join(saved));
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("Downloads");
        fs::write(&file, "").unwrap();
        let error = save_in(&file, "answer.json", "{}").unwrap_err();
        assert!(error.to_string().contains("Downloads"), "{error}");
    }
}
