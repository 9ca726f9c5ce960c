import { expect, test } from 'vitest';

import { Earlier } from './earlier.svelte';

test('a short conversation is drawn whole', () => {
  const earlier = new Earlier();
  earlier.count('a', 5);
  expect(earlier.hidden).toBe(0);
});

test('of a long one the end is drawn, and more when it is looked for', async () => {
  const earlier = new Earlier();
  earlier.count('a', 5_000);
  const { hidden } = earlier;
  expect(hidden).toBeGreaterThan(4_900);
  await earlier.show();
  expect(earlier.hidden).toBeLessThan(hidden);
  await earlier.show(10_000);
  expect(earlier.hidden).toBe(0);
});

test('what is drawn stays drawn when messages come', () => {
  const earlier = new Earlier();
  earlier.count('a', 1_000);
  const { hidden } = earlier;
  earlier.count('a', 1_200);
  expect(earlier.hidden).toBe(hidden);
});

test('where messages go, the end is drawn still', () => {
  const earlier = new Earlier();
  earlier.count('a', 1_000);
  earlier.count('a', 100);
  expect(earlier.hidden).toBeLessThan(100);
});

test('another conversation begins at its own end', () => {
  const earlier = new Earlier();
  earlier.count('a', 10);
  earlier.count('b', 0);
  earlier.count('b', 1_000);
  expect(earlier.hidden).toBeGreaterThan(900);
});
