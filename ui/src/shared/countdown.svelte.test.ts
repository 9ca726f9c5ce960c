import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { secondsUntil, shortDuration } from './countdown.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the seconds until a moment are counted down to none, and then nothing ticks', () => {
  const left = secondsUntil(Date.now() + 2500);
  const seen: number[] = [];
  const leave = $effect.root(() => {
    $effect(() => void seen.push(left.current));
  });
  flushSync();
  vi.advanceTimersByTime(10_000);
  flushSync();
  expect(seen.at(0)).toBe(3);
  expect(seen.at(-1)).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  leave();
});

test('a long wait is told in minutes', () => {
  expect([90, 3600].map(shortDuration)).toEqual(['90 s', '60 min']);
});
