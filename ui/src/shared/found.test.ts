import { expect, test } from 'vitest';

import { aligned } from './alignment';
import { DrawnText } from './drawn_text';
import { occurrences } from './occurrences';

const at = (text: string, typed: string) => occurrences(text, typed).map(({ start, end }) => [start, end]);

test('a text is found inside words, whatever its case and diacritics', () => {
  expect(at('Tide, betide', 'TIDE')).toEqual([
    [0, 4],
    [8, 12],
  ]);
  expect(at('naïve NAIVE', 'naive')).toEqual([
    [0, 5],
    [6, 11],
  ]);
  expect(at('🎉的🎉的', '的')).toEqual([
    [2, 3],
    [5, 6],
  ]);
  expect(at('がか', 'か')).toEqual([[1, 2]]);
  expect(at('abc', '')).toEqual([]);
});

function drawn(html: string): DrawnText {
  const element = document.createElement('div');
  element.innerHTML = html;
  return new DrawnText([element]);
}

test('what is drawn is one text across its elements, and blocks are lines of it', () => {
  const text = drawn('<p>A <b>nee</b>dle.</p><p>An<button>Copy</button>other.</p>');
  expect(text.text).toBe('A needle.\nAnother.');
  const [place] = occurrences(text.text, 'needle');
  const range = text.range(place!);
  expect(range.toString()).toBe('needle');
  expect(range.startContainer.textContent).toBe('nee');
});

test('places in a text and in what is drawn of it are matched by the letters around them', () => {
  const text = 'See [the needle](https://example.org/needle) and `needle` again.';
  const { text: shown } = drawn('<p>See <a>the needle</a> and <code>needle</code> again.</p>');
  const find = (where: string) => occurrences(where, 'needle');
  expect(aligned(text, find(text), shown, find(shown))).toEqual([0, null, 1]);
});
