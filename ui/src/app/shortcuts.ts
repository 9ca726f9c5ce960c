/**
 * A key, and what is held with it: `Mod` is Cmd on a Mac and Ctrl elsewhere. `1…9` stands for each of these digits.
 * What a letter needs Shift for is said; for a sign it is left open, since that is up to the keyboard.
 */
export type Shortcut = string;

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const DIGITS = '1…9';

/** As Macs print them on their keys. */
const ON_A_MAC: Record<string, string> = {
  Mod: '⌘',
  Shift: '⇧',
  Enter: '⏎',
  Esc: '⎋',
  Delete: '⌦',
  Up: '↑',
};

const ELSEWHERE: Record<string, string> = { Mod: 'Ctrl', Up: '↑' };

/** The names of a shortcut's keys, as they are printed on the keyboards of this platform. */
export function keysOf(shortcut: Shortcut, isMac: boolean): string[] {
  const { mod, shift, key } = parsed(shortcut);
  const names = isMac ? ON_A_MAC : ELSEWHERE;
  return [...(mod ? ['Mod'] : []), ...(shift ? ['Shift'] : []), key].map((name) => names[name] ?? name);
}

/** Whether a key that is pressed is this shortcut. */
export function isPressed(shortcut: Shortcut, event: Pressed, isMac: boolean): boolean {
  const { mod, shift, key } = parsed(shortcut);
  const [held, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (held !== mod || other || event.altKey) return false;
  const pressed = nameOf(event);
  if (key === DIGITS) return /^[1-9]$/.test(pressed);
  return pressed === key && (event.shiftKey === shift || !/^[A-Z]/.test(key));
}

/** Whether a shortcut is a sign that is typed where there is a field to type in. */
export function isTyped(shortcut: Shortcut): boolean {
  const { mod, key } = parsed(shortcut);
  return !mod && key.length === 1;
}

function parsed(shortcut: Shortcut): { mod: boolean; shift: boolean; key: string } {
  const [, mod, shift, key] = /^(Mod\+)?(Shift\+)?(.+)$/.exec(shortcut) ?? [];
  return { mod: mod !== undefined, shift: shift !== undefined, key: key ?? '' };
}

/** The key as a shortcut names it. A keyboard without Latin letters is known by where its keys are. */
function nameOf({ key, code }: Pressed): string {
  if (key === 'Escape') return 'Esc';
  if (key.length !== 1) return key;
  const isForeignLetter = key > '~' && code.startsWith('Key');
  return (isForeignLetter ? code.slice('Key'.length) : key).toUpperCase();
}
