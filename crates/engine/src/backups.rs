//! Everything in one file, and back; by hand and by itself.

use std::path::{Path, absolute};
use std::sync::Weak;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use runnel_store::{StoreError, back_up, back_up_if_due, last_backup, restore};

use crate::Engine;
use crate::clock;
use crate::contract::{
    AppEvent, Backup, BackupRef, BackupSchedule, Nothing, Notice, Refusal, Restoration, Settings,
    StorageFault, Timestamp,
};
use crate::engine::Inner;
use crate::outlet::locked;

/// How often it is looked whether a backup is due: a computer that slept does not tell.
const LOOKED_EVERY: Duration = Duration::from_mins(15);

/// Wakes whoever makes backups by themselves.
pub(crate) type BackupKeeper = Sender<()>;

impl Engine {
    /// Puts everything that is kept into one zip file, reads it back, and remembers it as the last one.
    ///
    /// # Errors
    /// [`Refusal::Storage`]; what had the name before is as it was then.
    pub async fn back_up(&self, args: BackupRef) -> Result<Backup, Refusal> {
        self.blocking(move |engine| {
            // It is shown later, by others, who are in another folder.
            let path = absolute(&args.path).unwrap_or(args.path);
            let backup = back_up(&engine.inner().home, &path, clock::now())?;
            engine.announce(&AppEvent::BackedUp { backup: backup.clone() });
            Ok(backup)
        })
        .await
    }

    /// The last backup that succeeded.
    ///
    /// # Errors
    /// None today; the signature is that of every command.
    pub async fn last_backup(&self, _: Nothing) -> Result<Option<Backup>, Refusal> {
        self.blocking(|engine| Ok(last_backup(&engine.inner().home))).await
    }

    /// Brings back what a backup has and this home has not: conversations, pictures, settings that are not set here,
    /// and own providers. Nothing is overwritten.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when it is no backup, or nothing can be written. What came back by then stays.
    pub async fn restore_backup(&self, args: BackupRef) -> Result<Restoration, Refusal> {
        self.blocking(move |engine| {
            let inner = engine.inner();
            let restored = restore(&inner.home, &inner.conversations, &args.path);
            // Whether all of it came back or not.
            let settings = engine.settings_or_default().0;
            engine.announce(&AppEvent::SettingsChanged { settings });
            engine.own_providers();
            Ok(restored?)
        })
        .await
    }

    /// Sets when and where backups are made by themselves.
    ///
    /// # Errors
    /// [`Refusal::SettingInvalid`] for a folder that is not named from its root, [`Refusal::Storage`] for one that
    /// is not there.
    pub async fn set_backup_schedule(&self, args: BackupSchedule) -> Result<Settings, Refusal> {
        let folder = args.folder.map(|folder| folder.trim().to_owned()).filter(|folder| !folder.is_empty());
        if let Some(folder) = &folder {
            let path = Path::new(folder);
            if !path.is_absolute() {
                let reason = "it has to be named from its root".to_owned();
                return Err(Refusal::SettingInvalid { field: "folder".to_owned(), reason });
            }
            if !path.is_dir() {
                return Err(Refusal::Storage { fault: StorageFault::Missing, reason: folder.clone() });
            }
        }
        let schedule = BackupSchedule { every: args.every, folder };
        let settings = self.change_settings(move |settings| settings.backup = schedule).await?;
        if let Some(keeper) = locked(&self.inner().backup_keeper).as_ref() {
            let _ = keeper.send(());
        }
        Ok(settings)
    }

    /// Makes backups as the settings say, from now on, for as long as this engine lives. For hosts that stay.
    pub fn keep_backed_up(&self) {
        let mut keeper = locked(&self.inner().backup_keeper);
        if keeper.is_some() {
            return;
        }
        let (wake, woken) = channel();
        let _ = wake.send(());
        *keeper = Some(wake);
        let engine = self.downgrade();
        // A thread of its own: it reads everything there is, and no command may wait behind it.
        thread::spawn(move || keep(&engine, &woken));
    }

    /// Makes a backup if one is due at this moment.
    fn back_up_if_due(&self, now: Timestamp) -> Result<Option<Backup>, (String, StoreError)> {
        let schedule = self.settings_or_default().0.backup;
        let made = back_up_if_due(&self.inner().home, &schedule, now, &clock::day(now));
        made.map_err(|error| (schedule.folder.unwrap_or_default(), error))
    }
}

/// Makes backups, until the engine is gone. A failure is told once, until there was a success.
fn keep(engine: &Weak<Inner>, woken: &Receiver<()>) {
    let mut is_told = false;
    while !matches!(woken.recv_timeout(LOOKED_EVERY), Err(RecvTimeoutError::Disconnected)) {
        let Some(engine) = Engine::upgrade(engine) else { return };
        match engine.back_up_if_due(clock::now()) {
            Ok(Some(backup)) => {
                is_told = false;
                engine.announce(&AppEvent::BackedUp { backup });
            }
            Ok(None) => {}
            Err((folder, error)) => {
                if !is_told {
                    engine.tell_person(Notice::BackupFailed { folder, reason: error.to_string() });
                }
                is_told = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use runnel_store::BackupEvery;

    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1000;
    /// Noon, somewhere.
    const FIRST: i64 = 1_750_000_000_000;

    async fn scheduled(every: BackupEvery) -> (tempfile::TempDir, std::path::PathBuf, Engine) {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("elsewhere");
        fs::create_dir(&folder).unwrap();
        let engine = Engine::open_at(&root.path().join("home")).unwrap();
        let schedule = BackupSchedule { every, folder: Some(folder.display().to_string()) };
        assert_eq!(engine.set_backup_schedule(schedule.clone()).await.unwrap().backup, schedule);
        (root, folder, engine)
    }

    #[tokio::test]
    async fn a_backup_is_made_when_the_last_one_is_a_day_or_a_week_old() {
        for (every, days) in [(BackupEvery::Day, 1), (BackupEvery::Week, 7)] {
            let (_root, _folder, engine) = scheduled(every).await;
            let made = |at: i64| engine.back_up_if_due(Timestamp(at)).unwrap().map(|backup| backup.at.0);
            assert_eq!(made(FIRST), Some(FIRST));
            assert_eq!(made(FIRST + days * DAY - 1), None);
            assert_eq!(made(FIRST + days * DAY), Some(FIRST + days * DAY));
            // A clock that was set back is no reason to wait for it.
            assert_eq!(made(FIRST), Some(FIRST));
            assert_eq!(engine.last_backup(Nothing {}).await.unwrap().unwrap().at.0, FIRST);
        }
    }

    #[tokio::test]
    async fn none_is_made_where_none_is_wanted() {
        let (_root, folder, engine) = scheduled(BackupEvery::Never).await;
        assert_eq!(engine.back_up_if_due(Timestamp(FIRST)).unwrap(), None);
        assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn the_newest_seven_stay_and_files_with_other_names_are_not_touched() {
        let (_root, folder, engine) = scheduled(BackupEvery::Day).await;
        let others = ["runnel-backup-mine.zip", "runnel-backup-2001-01-01.zip.old", "holiday.jpg"];
        for other in others {
            fs::write(folder.join(other), "mine").unwrap();
        }
        for day in 0..9 {
            engine.back_up_if_due(Timestamp(FIRST + day * DAY)).unwrap().unwrap();
        }
        let mut left: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !others.contains(&name.as_str()))
            .collect();
        left.sort();
        let expected = (2..9).map(|day| {
            let day = clock::day(Timestamp(FIRST + day * DAY));
            format!("runnel-backup-{day}.zip")
        });
        assert_eq!(left, expected.collect::<Vec<_>>());
        for other in others {
            assert_eq!(fs::read_to_string(folder.join(other)).unwrap(), "mine");
        }
    }

    #[tokio::test]
    async fn a_failure_is_told_once_and_a_folder_that_comes_back_gets_its_backup() {
        let (_root, folder, engine) = scheduled(BackupEvery::Day).await;
        fs::remove_dir(&folder).unwrap();
        let (told, events) = channel();
        engine
            .watch(Nothing {}, move |event: &AppEvent| {
                if matches!(event, AppEvent::Notice { .. } | AppEvent::BackedUp { .. }) {
                    let _ = told.send(event.clone());
                }
                Ok(())
            })
            .await
            .unwrap();
        engine.keep_backed_up();
        let named = folder.display().to_string();
        let first = tokio::task::spawn_blocking(move || (events.recv().unwrap(), events)).await.unwrap();
        let (AppEvent::Notice { notice: Notice::BackupFailed { folder: told, .. } }, events) = first else {
            panic!("something else was told: {:?}", first.0);
        };
        assert_eq!(told, named);

        fs::create_dir(&folder).unwrap();
        let schedule = BackupSchedule { every: BackupEvery::Day, folder: Some(named) };
        engine.set_backup_schedule(schedule).await.unwrap();
        let next = tokio::task::spawn_blocking(move || events.recv().unwrap()).await.unwrap();
        assert!(matches!(next, AppEvent::BackedUp { .. }), "{next:?}");
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_or_not_named_from_its_root_is_refused() {
        let (_root, folder, engine) = scheduled(BackupEvery::Day).await;
        let set = |folder: &str| {
            engine.set_backup_schedule(BackupSchedule {
                every: BackupEvery::Day,
                folder: Some(folder.to_owned()),
            })
        };
        assert!(matches!(set("backups").await, Err(Refusal::SettingInvalid { .. })));
        let missing = folder.join("missing").display().to_string();
        assert!(matches!(set(&missing).await, Err(Refusal::Storage { fault: StorageFault::Missing, .. })));
    }
}
