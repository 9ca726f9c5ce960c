import { beforeEach, expect, test } from 'vitest';

import { entryGroups, type Entry } from './entries';
import { Recent } from './recent';

const entry = (id: string, kind: Entry['kind'], text: string, more: Partial<Entry> = {}): Entry => ({
  id,
  kind,
  text,
  run: () => {},
  ...more,
});

const ENTRIES = [
  entry('a', 'action', 'New conversation', { also: 'New conversation 新建对话' }),
  entry('b', 'action', 'Copy the last answer'),
  entry('c', 'conversation', '河流与山'),
  entry('d', 'model', 'qwen3:8b', { detail: 'Ollama' }),
  entry('e', 'setting', 'Ollama'),
];

/** What is listed, group by group. */
const listed = (search: string, recent: string[] = []) =>
  entryGroups(ENTRIES, search, recent)
    .filter(({ options }) => options.length > 0)
    .map(({ id, options }) => [id, ...options.map(({ entry }) => entry.id)].join(' '));

beforeEach(() => localStorage.clear());

test('without a search everything is listed, by kind', () => {
  expect(listed('')).toEqual(['action a b', 'conversation c', 'model d', 'setting e']);
});

test('what was chosen last comes first, and once', () => {
  expect(listed('', ['d', 'gone', 'b'])).toEqual(['recent d b', 'action a', 'conversation c', 'setting e']);
});

test('a search finds names, details, and words of the other language', () => {
  expect(listed('河')).toEqual(['conversation c']);
  expect(listed('新建')).toEqual(['action a']);
  expect(listed('nothing of this')).toEqual([]);
  // Beginnings are looked for in names only: anything could be read from enough other words.
  expect(listed('ola')).toEqual([]);
});

test('what is called so comes before what is only told by it', () => {
  expect(listed('ollama')).toEqual(['setting e', 'model d']);
});

test('the last choices are remembered, newest first, and not without end', () => {
  const recent = new Recent();
  for (const id of ['a', 'b', 'c', 'a']) recent.chosen(id);
  expect(new Recent().ids).toEqual(['a', 'c', 'b']);
  for (let n = 0; n < 20; n++) recent.chosen(`n${n}`);
  expect(recent.ids).toHaveLength(8);
  localStorage.setItem('palette:recent', '{"not": "a list"}');
  expect(recent.ids).toEqual([]);
});
