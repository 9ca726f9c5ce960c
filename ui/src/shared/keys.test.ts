import { expect, test } from 'vitest';

import { sends } from './keys';

const enter = (more: KeyboardEventInit & { keyCode?: number } = {}) => {
  const event = new KeyboardEvent('keydown', { key: 'Enter', ...more });
  return {
    ...more,
    key: event.key,
    shiftKey: more.shiftKey ?? false,
    ctrlKey: more.ctrlKey ?? false,
    metaKey: false,
    altKey: false,
    isComposing: more.isComposing ?? false,
    keyCode: more.keyCode ?? 13,
  };
};

test('Enter sends and Shift+Enter breaks the line', () => {
  expect(sends(enter(), true)).toBe(true);
  expect(sends(enter({ shiftKey: true }), true)).toBe(false);
});

test('the two can be swapped', () => {
  expect(sends(enter(), false)).toBe(false);
  expect(sends(enter({ shiftKey: true }), false)).toBe(true);
});

test('Ctrl+Enter sends either way', () => {
  expect(sends(enter({ ctrlKey: true }), true)).toBe(true);
  expect(sends(enter({ ctrlKey: true }), false)).toBe(true);
});

test('an Enter of an input method never sends', () => {
  for (const enterSends of [true, false]) {
    for (const shiftKey of [true, false]) {
      expect(sends(enter({ isComposing: true, shiftKey }), enterSends)).toBe(false);
      expect(sends(enter({ keyCode: 229, shiftKey }), enterSends)).toBe(false);
    }
  }
});
