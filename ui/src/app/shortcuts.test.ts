import { expect, test } from 'vitest';

import { shortcutOf } from './shortcuts';

const key = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test.each([
  ['n', 'new'],
  ['f', 'find'],
  ['l', 'composer'],
  ['b', 'sidebar'],
  [',', 'settings'],
  ['.', 'stop'],
  ['3', 3],
])('Ctrl+%s is %s, and Cmd on a Mac', (letter, shortcut) => {
  expect(shortcutOf(key(letter, { ctrlKey: true }), false)).toBe(shortcut);
  expect(shortcutOf(key(letter, { metaKey: true }), true)).toBe(shortcut);
});

test('with Shift, Ctrl+C copies and Ctrl+F searches everything, and Ctrl+C is left to the system', () => {
  expect(shortcutOf(key('F', { ctrlKey: true, shiftKey: true }), false)).toBe('search');
  expect(shortcutOf(key('C', { ctrlKey: true, shiftKey: true }), false)).toBe('copy');
  expect(shortcutOf(key('c', { ctrlKey: true }), false)).toBe(null);
});

test('a key alone, with Alt, or with the other system’s key is typed', () => {
  expect(shortcutOf(key('n'), false)).toBe(null);
  expect(shortcutOf(key('n', { ctrlKey: true, altKey: true }), false)).toBe(null);
  expect(shortcutOf(key('n', { ctrlKey: true }), true)).toBe(null);
  expect(shortcutOf(key('0', { ctrlKey: true }), false)).toBe(null);
});
