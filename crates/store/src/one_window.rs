//! One window a home: whoever comes second rings for the first, and goes.
//!
//! A lock says who is first, and ends with its process however that ends. The bell is a file that the second one
//! puts into the folder and the first one takes away: it needs neither a bus nor a port, nor a path that is short.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::{Home, StoreError, disk};

/// How long the first is given to answer. It may be busy with opening its own window.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often is looked whether it has.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The right to the one window of a home, for as long as it is kept.
#[derive(Debug)]
pub struct OneWindow {
    folder: PathBuf,
    /// Closing it releases the lock.
    _held: File,
    watcher: Option<RecommendedWatcher>,
}

/// Who has the window of a home.
#[derive(Debug)]
pub enum Claimed {
    /// This process.
    Here(OneWindow),
    /// Another one, which heard the bell.
    Elsewhere,
    /// Another one, which does not answer.
    Silent,
}

impl OneWindow {
    /// Takes the right to the window of this home, or rings for who has it.
    ///
    /// # Errors
    /// [`StoreError::Io`] where the home cannot be written: nobody can tell then whether there is another.
    pub fn claim(home: &Home) -> Result<Claimed, StoreError> {
        Self::claim_within(home, PATIENCE)
    }

    fn claim_within(home: &Home, patience: Duration) -> Result<Claimed, StoreError> {
        let folder = home.data.join("window");
        disk::create_folder(&folder)?;
        let (path, bell) = (folder.join("lock"), bell(&folder));
        let at = StoreError::at(&path);
        let held = disk::private_file().write(true).create(true).truncate(false).open(&path).map_err(at)?;
        let until = Instant::now() + patience;
        let mut has_rung = false;
        loop {
            match held.try_lock() {
                Ok(()) => {
                    // Nobody else is there who could answer it.
                    disk::remove(&bell).map_err(StoreError::at(&bell))?;
                    return Ok(Claimed::Here(Self { folder, _held: held, watcher: None }));
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(at(error)),
            }
            if !has_rung {
                ring(&bell).map_err(StoreError::at(&bell))?;
                has_rung = true;
            } else if !bell.exists() {
                return Ok(Claimed::Elsewhere);
            } else if Instant::now() > until {
                disk::remove(&bell).map_err(StoreError::at(&bell))?;
                return Ok(Claimed::Silent);
            }
            thread::sleep(LOOK_EVERY);
        }
    }

    /// Calls `called` whenever somebody rings, from a thread of its own; at once where somebody has rung already.
    ///
    /// # Errors
    /// [`StoreError::Io`] where the folder cannot be watched.
    pub fn answer(&mut self, called: impl Fn() + Send + Sync + 'static) -> Result<(), StoreError> {
        let bell = bell(&self.folder);
        let at = |error: notify::Error| StoreError::at(&self.folder)(io::Error::other(error));
        let answer = move || {
            if bell.exists() {
                called();
                // Only now: who rang goes when it is gone.
                let _ = disk::remove(&bell);
            }
        };
        let answer = std::sync::Arc::new(answer);
        let heard = answer.clone();
        let mut watcher = notify::recommended_watcher(move |_: notify::Result<Event>| heard()).map_err(at)?;
        watcher.watch(&self.folder, RecursiveMode::NonRecursive).map_err(at)?;
        // Watched first and looked then, so that nothing falls between.
        answer();
        self.watcher = Some(watcher);
        Ok(())
    }
}

fn bell(folder: &Path) -> PathBuf {
    folder.join("bell")
}

fn ring(bell: &Path) -> io::Result<()> {
    disk::private_file().write(true).create(true).truncate(false).open(bell)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, mpsc};

    use super::*;

    fn here(home: &Home) -> OneWindow {
        match OneWindow::claim(home).unwrap() {
            Claimed::Here(window) => window,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_second_rings_for_the_first_and_another_home_is_another() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (one, two) = (Home::at(one.path()), Home::at(two.path()));
        let mut first = here(&one);
        let _other = here(&two);
        let (call, called) = mpsc::channel();
        first.answer(move || call.send(()).unwrap()).unwrap();
        for _ in 0..3 {
            assert!(matches!(OneWindow::claim(&one).unwrap(), Claimed::Elsewhere));
            called.recv_timeout(Duration::from_secs(5)).unwrap();
        }
        drop(first);
        here(&one);
    }

    #[test]
    fn who_rings_before_the_first_listens_is_heard() {
        let root = tempfile::tempdir().unwrap();
        let home = Home::at(root.path());
        let mut first = here(&home);
        let second = thread::spawn({
            let home = home.clone();
            move || OneWindow::claim(&home).unwrap()
        });
        while !bell(&first.folder).exists() {
            thread::yield_now();
        }
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = calls.clone();
        first
            .answer(move || {
                counted.fetch_add(1, Ordering::SeqCst);
            })
            .unwrap();
        assert!(matches!(second.join().unwrap(), Claimed::Elsewhere));
        assert!(calls.load(Ordering::SeqCst) >= 1);
    }

    #[test]
    fn the_second_takes_over_from_a_first_that_goes_instead_of_answering() {
        let root = tempfile::tempdir().unwrap();
        let home = Home::at(root.path());
        let first = here(&home);
        let second = thread::spawn({
            let home = home.clone();
            move || matches!(OneWindow::claim(&home).unwrap(), Claimed::Here(_))
        });
        while !bell(&first.folder).exists() {
            thread::yield_now();
        }
        drop(first);
        assert!(second.join().unwrap());
    }

    #[test]
    fn a_first_that_does_not_answer_is_told_of() {
        let root = tempfile::tempdir().unwrap();
        let home = Home::at(root.path());
        let _first = here(&home);
        let claimed = OneWindow::claim_within(&home, Duration::from_millis(50)).unwrap();
        assert!(matches!(claimed, Claimed::Silent));
        assert!(!bell(&home.data.join("window")).exists());
    }

    #[test]
    fn a_path_of_any_length_does() {
        let root = tempfile::tempdir().unwrap();
        let home = Home::at(&root.path().join("長".repeat(60)).join("x".repeat(200)));
        let mut first = here(&home);
        first.answer(|| ()).unwrap();
        assert!(matches!(OneWindow::claim(&home).unwrap(), Claimed::Elsewhere));
    }
}
