import type { RecordId } from '../../contract';
import type { Asked } from './chat.svelte';

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Questions that were put in other words and not sent; they outlive the window. */
export class Edits {
  constructor(private readonly storage: Keep = localStorage) {}

  /** The other words of a question, if there are some. */
  get(message: RecordId): Asked | null {
    const kept = this.storage.getItem(nameOf(message));
    if (kept === null) return null;
    try {
      return JSON.parse(kept) as Asked;
    } catch {
      return null;
    }
  }

  set(message: RecordId, asked: Asked): void {
    try {
      this.storage.setItem(nameOf(message), JSON.stringify(asked));
    } catch {
      // A full storage costs the words their life after the window, and nothing else.
    }
  }

  forget(message: RecordId): void {
    this.storage.removeItem(nameOf(message));
  }
}

const nameOf = (message: RecordId) => `edit:${message}`;
