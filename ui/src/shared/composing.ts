/** What `keyCode` is while an input method takes the keys, also where `isComposing` comes too late. */
const TAKEN = 229;

/** Whether a key belongs to an input method. In WebKit the one that ends a composition is known by its code only. */
export function isComposing({
  isComposing,
  keyCode,
}: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === TAKEN;
}
