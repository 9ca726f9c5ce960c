import type { AppEvent, Backup, ImportProgress, ImportReport, Indexing } from '../contract';
import type { Asked } from './catalogue.svelte';

/** What goes on with everything that is kept, whatever the window shows: an import, the index, backups. */
export class Keeping {
  /** Whether an import goes on that was begun here. */
  importing = $state.raw(false);
  /** How far the import is; `null` while that is not known. */
  progress = $state.raw<ImportProgress | null>(null);
  /** What the last import came to. */
  report = $state.raw<ImportReport | null>(null);
  /** Why the last import failed. */
  error = $state.raw<unknown>(null);
  /** How far the index is, while it is brought up to the files. */
  indexing = $state.raw<Indexing | null>(null);
  /** The last backup that succeeded; `undefined` while that is not known. */
  backup = $state.raw<Backup | null | undefined>(undefined);

  constructor(private readonly engine: Asked) {}

  take(event: Extract<AppEvent, { type: 'import' | 'indexing' | 'backed_up' }>): void {
    if (event.type === 'import') this.progress = event.progress;
    else if (event.type === 'backed_up') this.backup = event.backup;
    else this.indexing = event.indexing.done < event.indexing.total ? event.indexing : null;
  }

  /** Imports a file, an archive or a folder. */
  async import(path: string): Promise<void> {
    this.importing = true;
    this.progress = this.report = this.error = null;
    try {
      this.report = await this.engine.call('import_conversations', { path });
    } catch (error) {
      this.error = error;
    } finally {
      this.importing = false;
      this.progress = null;
    }
  }

  async cancelImport(): Promise<void> {
    await this.engine.call('cancel_import', {});
  }

  /** Asks for the last backup. */
  async readBackup(): Promise<void> {
    this.backup = await this.engine.call('last_backup', {});
  }

  /** Begins the index anew. */
  async reindex(): Promise<void> {
    await this.engine.call('reindex', {});
  }
}

const known = new WeakMap<Asked, Keeping>();

/** The window's one view of what this engine keeps. */
export function keepingOf(engine: Asked): Keeping {
  const keeping = known.get(engine) ?? new Keeping(engine);
  known.set(engine, keeping);
  return keeping;
}
