import { expect, test } from 'vitest';

import { Earlier } from './earlier.svelte';

/** Messages of so many lines; with one line each, fifteen of them fill a screen. */
const numbered = (from: number, to: number, lines = 1) =>
  Array.from({ length: to - from }, (_, place) => ({
    id: `m${from + place}`,
    parts: [{ type: 'text' as const, text: Array(lines).fill('Words.').join('\n') }],
  }));

/** What has these messages, and reads as many at a time of those before them. */
function source(from: number, to: number, atOnce = 40) {
  return {
    messages: numbered(from, to),
    earlier: from,
    async readEarlier(from?: string) {
      await Promise.resolve();
      const wanted = from === undefined ? Infinity : Number(from.slice(1));
      const first = Math.max(Math.min(this.earlier - atOnce, wanted), 0);
      this.messages = [...numbered(first, this.earlier), ...this.messages];
      this.earlier = first;
    },
  };
}

const drawn = (earlier: Earlier, { messages }: ReturnType<typeof source>) => messages[earlier.undrawn]?.id;

test('a short conversation is drawn whole', () => {
  const earlier = new Earlier();
  earlier.count(source(0, 5));
  expect(earlier.hidden).toBe(0);
});

test('of a long one the end is drawn, and more when it is looked for', async () => {
  const earlier = new Earlier();
  earlier.count(source(0, 5_000));
  const { hidden } = earlier;
  expect(hidden).toBeGreaterThan(4_900);
  await earlier.show();
  expect(earlier.hidden).toBeLessThan(hidden);
  await earlier.show(10_000);
  expect(earlier.hidden).toBe(0);
});

test.each([
  [1, 15],
  [17, 3],
  [1_000, 1],
])('of messages of %i lines each, %i fill the first screen', (lines, count) => {
  const earlier = new Earlier();
  earlier.count({ ...source(0, 0), messages: numbered(0, 100, lines) });
  expect(earlier.hidden).toBe(100 - count);
});

test('a long line fills as many as it is broken into', () => {
  const earlier = new Earlier();
  const messages = numbered(0, 100).map(({ id }) => ({
    id,
    parts: [{ type: 'text' as const, text: 'Words. '.repeat(1_000) }],
  }));
  earlier.count({ ...source(0, 0), messages });
  expect(earlier.hidden).toBe(99);
});

test('what was not read is read when it is looked for, and only as much is drawn', async () => {
  const earlier = new Earlier();
  const messages = source(100, 140);
  earlier.count(messages);
  expect([earlier.hidden, drawn(earlier, messages)]).toEqual([125, 'm125']);
  await earlier.show();
  expect([messages.earlier, drawn(earlier, messages)]).toEqual([100, 'm105']);
  await earlier.show();
  expect([messages.earlier, earlier.hidden, drawn(earlier, messages)]).toEqual([60, 85, 'm85']);
  for (let time = 0; time < 5; time++) await earlier.show();
  expect([messages.earlier, earlier.hidden, drawn(earlier, messages)]).toEqual([0, 0, 'm0']);
});

test('what is drawn stays drawn when messages come', () => {
  const earlier = new Earlier();
  const messages = source(0, 1_000);
  earlier.count(messages);
  const { hidden } = earlier;
  messages.messages = numbered(0, 1_200);
  earlier.count(messages);
  expect(earlier.hidden).toBe(hidden);
});

test('where messages go, the end is drawn still', () => {
  const earlier = new Earlier();
  const messages = source(0, 1_000);
  earlier.count(messages);
  messages.messages = numbered(0, 100);
  earlier.count(messages);
  expect(earlier.hidden).toBeLessThan(100);
});

test('another conversation begins at its own end', () => {
  const earlier = new Earlier();
  earlier.count(source(0, 10));
  const other = source(0, 0);
  earlier.count(other);
  other.messages = numbered(0, 1_000);
  earlier.count(other);
  expect(earlier.hidden).toBeGreaterThan(900);
});

test('who goes far up finds what is around the place, and the end when it is looked for again', async () => {
  const earlier = new Earlier();
  const messages = source(1_000, 1_040);
  earlier.count(messages);
  expect(await earlier.reach('m7')).toBe(true);
  const around = messages.messages.slice(earlier.undrawn, earlier.end).map(({ id }) => id);
  expect([around.length < 50, around.includes('m7')]).toEqual([true, true]);
  await earlier.showLater();
  expect(messages.messages.slice(earlier.undrawn, earlier.end).length).toBeGreaterThan(around.length);
  await earlier.showEnd();
  expect(earlier.end).toBeUndefined();
  expect(earlier.hidden).toBeGreaterThan(1_000);
});

test('what is drawn already, or nowhere, changes nothing', async () => {
  const earlier = new Earlier();
  const messages = source(0, 100);
  earlier.count(messages);
  const { hidden } = earlier;
  expect(await earlier.reach('m99')).toBe(true);
  expect(await earlier.reach('elsewhere')).toBe(false);
  expect([earlier.hidden, earlier.end]).toEqual([hidden, undefined]);
});

test('a message that comes does not move what is drawn far from the end', async () => {
  const earlier = new Earlier();
  const messages = source(0, 1_000);
  earlier.count(messages);
  await earlier.reach('m7');
  const { hidden, end } = earlier;
  messages.messages = numbered(0, 1_001);
  earlier.count(messages);
  expect([earlier.hidden, earlier.end]).toEqual([hidden, end]);
});
