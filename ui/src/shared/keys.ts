import { isComposing } from './composing';

type Key = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'keyCode'
>;

/** Whether a key is pressed by itself, and means itself. */
export function isPlain(key: Key, name: string): boolean {
  const isHeld = key.shiftKey || key.ctrlKey || key.metaKey || key.altKey;
  return key.key === name && !isHeld && !isComposing(key);
}

/** Whether a key sends what is written. An Enter that ends a composition never does. */
export function sends(key: Key, enterSends: boolean): boolean {
  if (key.key !== 'Enter' || isComposing(key) || key.altKey) return false;
  if (key.ctrlKey || key.metaKey) return true;
  return enterSends !== key.shiftKey;
}
