const NAME = 'palette:recent';
/** As many are remembered. */
const MOST = 8;

type Keep = Pick<Storage, 'getItem' | 'setItem'>;

/** What was chosen last, newest first, by its id. It outlives the window. */
export class Recent {
  constructor(private readonly storage: Keep = localStorage) {}

  get ids(): string[] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(NAME) ?? '[]');
      return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
    } catch {
      return [];
    }
  }

  chosen(id: string): void {
    const ids = [id, ...this.ids.filter((other) => other !== id)].slice(0, MOST);
    try {
      this.storage.setItem(NAME, JSON.stringify(ids));
    } catch {
      // A full storage forgets, and nothing else.
    }
  }
}
