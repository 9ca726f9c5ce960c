import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';

import { setLanguage } from '../../messages/messages.svelte';
import { Day } from './day.svelte';
import { firstDayOfWeek, grouped } from './groups';

// A Thursday.
const NOW = new Date(2026, 10, 19, 15, 30).getTime();

const line = (id: string, at: Date, pinned = false) => ({
  ...{ id, title: id, updated: at.getTime(), pinned },
  ...{ folder: null, tags: [], unread: false },
});
const named = (list: ReturnType<typeof line>[], now = NOW) =>
  grouped(list, now).map(({ name, conversations }) => [name, ...conversations.map(({ id }) => id)]);

afterEach(() => {
  setLanguage('en');
  vi.useRealTimers();
});

const list = [
  line('kept', new Date(2020, 1, 1), true),
  line('now', new Date(2026, 10, 19, 15)),
  line('morning', new Date(2026, 10, 19, 0, 0)),
  line('night', new Date(2026, 10, 18, 23, 59)),
  line('tuesday', new Date(2026, 10, 17)),
  line('early', new Date(2026, 10, 3)),
  line('autumn', new Date(2026, 9, 31)),
  line('old', new Date(2025, 9, 31)),
];

test('pinned ones come first, then days, this week, and months, which are named with another year', () => {
  expect(named(list)).toEqual([
    ['Pinned', 'kept'],
    ['Today', 'now', 'morning'],
    ['Yesterday', 'night'],
    ['This week', 'tuesday'],
    ['November', 'early'],
    ['October', 'autumn'],
    ['October 2025', 'old'],
  ]);
});

test('headings are in the language that is spoken', () => {
  setLanguage('zh-CN');
  expect(named(list).map(([name]) => name)).toEqual([
    '置顶',
    '今天',
    '昨天',
    '本周',
    '11月',
    '10月',
    '2025年10月',
  ]);
});

test('what is newer than the clock is of today', () => {
  expect(named([line('ahead', new Date(2026, 10, 20, 1))])).toEqual([['Today', 'ahead']]);
});

test('at midnight it is another day', () => {
  vi.useFakeTimers({ now: NOW });
  const day = new Day();
  const days: number[] = [];
  const leave = $effect.root(() => {
    $effect(() => {
      days.push(new Date(day.now).getDate());
    });
  });
  flushSync();
  vi.advanceTimersByTime(9 * 3_600_000);
  flushSync();
  expect(days).toEqual([19, 20]);
  leave();
});

test('a system that names no language begins its weeks on Monday', () => {
  for (const language of ['c', '', 'C.UTF-8']) expect(firstDayOfWeek(language)).toBe(1);
});
