/** What a shortcut does; a number shows the conversation at that place of the list, from 1. */
export type Shortcut =
  'new' | 'find' | 'search' | 'composer' | 'sidebar' | 'settings' | 'stop' | 'copy' | number;

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const LETTERS: Record<string, Shortcut> = {
  n: 'new',
  f: 'find',
  l: 'composer',
  b: 'sidebar',
  ',': 'settings',
  '.': 'stop',
};

const WITH_SHIFT: Record<string, Shortcut> = {
  c: 'copy',
  f: 'search',
};

/** What a key does together with Ctrl, or on a Mac with Cmd. */
export function shortcutOf(key: Key, isMac: boolean): Shortcut | null {
  const [held, other] = isMac ? [key.metaKey, key.ctrlKey] : [key.ctrlKey, key.metaKey];
  if (!held || other || key.altKey) return null;
  const letter = key.key.toLowerCase();
  if (key.shiftKey) return WITH_SHIFT[letter] ?? null;
  if (/^[1-9]$/.test(letter)) return Number(letter);
  return LETTERS[letter] ?? null;
}
