//! Everything in one file, and back.

use runnel_store::{back_up, last_backup, restore};

use crate::Engine;
use crate::clock;
use crate::contract::{Backup, BackupRef, Nothing, Refusal, Restoration};

impl Engine {
    /// Puts all conversations and pictures into one zip file, reads it back, and remembers it as the last one.
    ///
    /// # Errors
    /// [`Refusal::Storage`]; what had the name before is as it was then.
    pub async fn back_up(&self, args: BackupRef) -> Result<Backup, Refusal> {
        self.blocking(move |engine| Ok(back_up(&engine.inner().home, &args.path, clock::now())?)).await
    }

    /// The last backup that succeeded.
    ///
    /// # Errors
    /// None today; the signature is that of every command.
    pub async fn last_backup(&self, _: Nothing) -> Result<Option<Backup>, Refusal> {
        self.blocking(|engine| Ok(last_backup(&engine.inner().home))).await
    }

    /// Brings back what a backup has and this home has not. Nothing is overwritten.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when it is no backup, or nothing can be written. What came back by then stays.
    pub async fn restore_backup(&self, args: BackupRef) -> Result<Restoration, Refusal> {
        self.blocking(move |engine| {
            let inner = engine.inner();
            Ok(restore(&inner.home, &inner.conversations, &args.path)?)
        })
        .await
    }
}
