import type { ConversationId, MediaLink, Picture } from '../../contract';

/** What was typed and attached and not sent yet. */
export interface Draft {
  text: string;
  pictures: Picture[];
  media: MediaLink[];
}

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export const EMPTY: Draft = { text: '', pictures: [], media: [] };

/** The drafts of all conversations; they outlive the window. */
export class Drafts {
  constructor(private readonly storage: Keep = localStorage) {}

  /** The draft of a conversation; `null` is the one that has not begun. */
  get(conversation: ConversationId | null): Draft {
    const kept = this.storage.getItem(nameOf(conversation));
    if (kept === null) return EMPTY;
    try {
      return { ...EMPTY, ...(JSON.parse(kept) as Partial<Draft>) };
    } catch {
      return EMPTY;
    }
  }

  set(conversation: ConversationId | null, draft: Draft): void {
    if (draft.text === '' && draft.pictures.length === 0 && draft.media.length === 0) {
      this.storage.removeItem(nameOf(conversation));
      return;
    }
    try {
      this.storage.setItem(nameOf(conversation), JSON.stringify(draft));
    } catch {
      // A full storage costs the draft its life after the window, and nothing else.
    }
  }
}

const nameOf = (conversation: ConversationId | null) => `draft:${conversation ?? 'new'}`;
