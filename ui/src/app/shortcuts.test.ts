import { expect, test } from 'vitest';

import { isPressed, isTyped, keysOf } from './shortcuts';

type Held = Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>>;

const pressed = (key: string, held: Held = {}, code = '') => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test.each(['n', 'N', ',', '.', '-', '0'])('Mod+%s is with Ctrl, and with Cmd on a Mac', (key) => {
  const shortcut = `Mod+${key.toUpperCase()}`;
  expect(isPressed(shortcut, pressed(key, { ctrlKey: true }), false)).toBe(true);
  expect(isPressed(shortcut, pressed(key, { metaKey: true }), true)).toBe(true);
  expect(isPressed(shortcut, pressed(key, { metaKey: true }), false)).toBe(false);
  expect(isPressed(shortcut, pressed(key, { ctrlKey: true }), true)).toBe(false);
  expect(isPressed(shortcut, pressed(key, { ctrlKey: true, altKey: true }), false)).toBe(false);
  expect(isPressed(shortcut, pressed(key), false)).toBe(false);
});

test('Ctrl+Shift+C is not Ctrl+C', () => {
  const held = { ctrlKey: true, shiftKey: true };
  expect(isPressed('Mod+Shift+C', pressed('C', held), false)).toBe(true);
  expect(isPressed('Mod+Shift+C', pressed('c', { ctrlKey: true }), false)).toBe(false);
  expect(isPressed('Mod+C', pressed('C', held), false)).toBe(false);
});

test('a sign is a sign, whether the keyboard needs Shift for it or not', () => {
  for (const shiftKey of [true, false]) {
    expect(isPressed('?', pressed('?', { shiftKey }), false)).toBe(true);
    expect(isPressed('Mod++', pressed('+', { ctrlKey: true, shiftKey }), false)).toBe(true);
    expect(isPressed('Mod+1…9', pressed('4', { ctrlKey: true, shiftKey }), false)).toBe(true);
  }
  expect(isPressed('Mod+1…9', pressed('0', { ctrlKey: true }), false)).toBe(false);
});

test('a letter is found by its place where the keyboard has no Latin letters', () => {
  expect(isPressed('Mod+K', pressed('л', { ctrlKey: true }, 'KeyK'), false)).toBe(true);
  // A keyboard with Latin letters at other places is taken at its word.
  expect(isPressed('Mod+K', pressed('t', { ctrlKey: true }, 'KeyK'), false)).toBe(false);
});

test('keys are called what the platform calls them', () => {
  expect(keysOf('Mod+Shift+C', false)).toEqual(['Ctrl', 'Shift', 'C']);
  expect(keysOf('Mod+Shift+C', true)).toEqual(['⌘', '⇧', 'C']);
  expect(keysOf('Mod++', false)).toEqual(['Ctrl', '+']);
  expect(keysOf('Esc', true)).toEqual(['⎋']);
  expect(keysOf('?', true)).toEqual(['?']);
});

test('a sign alone is typed where one types', () => {
  expect(isTyped('?')).toBe(true);
  expect(isTyped('Esc')).toBe(false);
  expect(isTyped('Mod+,')).toBe(false);
});
