import { expect, test } from 'vitest';

import type { FoundMessage, SearchPage } from '../../contract';
import { FakeHost } from '../../host/fake';
import { piecesOf } from './pieces';
import { Search } from './search.svelte';
import { momentsOf } from './when';

const found = (message: string): FoundMessage => ({
  conversation: 'c',
  title: 'Rivers',
  message,
  at: 1,
  role: 'user',
  model: null,
  excerpt: 'a river',
  ranges: [{ start: 2, end: 7 }],
});
const page = (messages: string[], next: number | null = null): SearchPage => ({
  conversations: [],
  messages: messages.map(found),
  next,
});
const ids = (search: Search) => search.messages.map(({ message }) => message);
const at_once = (ask: () => void) => ({ ask });
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A host whose searches are answered one by one, in whatever order. */
function slow() {
  const answers: ((page: SearchPage) => void)[] = [];
  const host = new FakeHost({ search: () => new Promise((resolve) => answers.push(resolve)) });
  return { host, answers };
}

test('the last that was typed wins, however late the answers to what was typed before', async () => {
  const { host, answers } = slow();
  const search = new Search(host, at_once);
  search.type('r');
  search.type('ri');
  answers[1]!(page(['second']));
  await settled();
  answers[0]!(page(['first']));
  await settled();
  expect(ids(search)).toEqual(['second']);
  expect(search.asking).toBe(false);
});

test('behind pages without anything there may be something, and it is gone on until then', async () => {
  const pages = [page([], 9), page([], 8), page(['a'], 7)];
  const host = new FakeHost({ search: () => pages.shift()! });
  const search = new Search(host, at_once);
  search.type('river');
  await settled();
  expect(ids(search)).toEqual(['a']);
  expect(search.next).toBe(7);
  expect(host.argsOf('search').map(({ before }) => before)).toEqual([null, 9, 8]);
});

test('more is added behind what is there, until there is no more', async () => {
  const pages = [page(['a'], 5), page([], 4), page(['b'])];
  const host = new FakeHost({ search: () => pages.shift()! });
  const search = new Search(host, at_once);
  search.type('river');
  await settled();
  await search.more();
  await search.more();
  expect(ids(search)).toEqual(['a', 'b']);
  expect(host.argsOf('search')).toHaveLength(3);
});

test('more of what is no longer looked for is dropped', async () => {
  const { host, answers } = slow();
  const search = new Search(host, at_once);
  search.type('river');
  answers[0]!(page(['a'], 5));
  await settled();
  void search.more();
  search.type('sea');
  answers[2]!(page(['b']));
  await settled();
  answers[1]!(page(['old']));
  await settled();
  expect(ids(search)).toEqual(['b']);
});

test('nothing is looked for where nothing is asked for, and what was found goes', async () => {
  const host = new FakeHost({ search: () => page(['a']) });
  const search = new Search(host, at_once);
  search.type('river');
  await settled();
  search.type('  ');
  await settled();
  expect(ids(search)).toEqual([]);
  expect(search.answered).toBe(false);
  search.filter({ folder: 'Work' });
  expect(host.argsOf('search')).toHaveLength(1);
  search.filter({ hasImage: true });
  expect(host.argsOf('search').at(-1)).toMatchObject({ text: '', folder: 'Work', has_image: true });
});

test('what fails is told, and forgotten with the next answer', async () => {
  const host = new FakeHost();
  const search = new Search(host, at_once);
  search.type('a');
  await settled();
  expect(search.error).toBeTruthy();
  host.answers.search = () => page(['a']);
  search.type('ab');
  await settled();
  expect(search.error).toBeNull();
});

test('days are those of the place where one is', () => {
  const now = new Date(2026, 10, 19, 15).getTime();
  const day = (month: number, day: number) => new Date(2026, month, day).getTime();
  const none = { first: '', last: '' };
  expect(momentsOf('any', none, now)).toEqual({ from: null, to: null });
  expect(momentsOf('today', none, now)).toEqual({ from: day(10, 19), to: day(10, 20) });
  expect(momentsOf('week', none, now)).toEqual({ from: day(10, 13), to: day(10, 20) });
  const between = { first: '2026-03-01', last: '2026-03-01' };
  expect(momentsOf('between', between, now)).toEqual({ from: day(2, 1), to: day(2, 2) });
  expect(momentsOf('between', { first: '', last: '2026-03-01' }, now)).toEqual({ from: null, to: day(2, 2) });
});

test('a text is cut where what was found begins and ends', () => {
  const pieces = piecesOf('a river delta', [
    { start: 2, end: 7 },
    { start: 4, end: 9 },
  ]);
  expect(pieces.map(({ text, found }) => (found ? `[${text}]` : text)).join('')).toBe('a [river][ d]elta');
});
