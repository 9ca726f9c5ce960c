import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { endOfNext, endOfSentences, spoken } from './sentences';

test.each([
  ['Yes. And', 4],
  ['Yes.', 0],
  ['3.14 is', 0],
  ['One. Two! Three', 9],
  ['是的。还有', 3],
  ['“好吗？”他问', 5],
  ['a title\nand', 8],
  ['', 0],
])('whole sentences of %j end at %i', (text, end) => {
  expect(endOfSentences(text, 0)).toBe(end);
});

test('however a text grows, each sentence is said once and nothing is said in part', () => {
  const sentence = fc.constantFrom('Yes. ', 'It is 3.5 m! ', '是的。', '“好吗？”', 'A line\n');
  fc.assert(
    fc.property(fc.array(sentence), fc.integer({ min: 1, max: 9 }), (sentences, step) => {
      const text = sentences.join('');
      let said = 0;
      let heard = '';
      for (let length = 0; length < text.length + step; length += step) {
        const grown = text.slice(0, length);
        const end = endOfSentences(grown, said);
        heard += grown.slice(said, end);
        said = end;
      }
      expect((heard + text.slice(said)).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
  );
});

test('marks are not read out', () => {
  expect(spoken('## **Bold**  and `code`\n')).toBe('Bold and code');
});

describe('what is read out next', () => {
  /** The pieces in which a text is read out. */
  function pieces(text: string): string[] {
    const all: string[] = [];
    for (let from = 0; from < text.length;) {
      const end = endOfNext(text, from, true);
      all.push(text.slice(from, end));
      from = end;
    }
    return all;
  }

  test('ends with a sentence while the answer grows, and with the answer', () => {
    expect(endOfNext('One. Two. Th', 0, false)).toBe('One. Two.'.length);
    expect(endOfNext('One. Two. Th', 'One. Two.'.length, false)).toBe('One. Two.'.length);
    expect(endOfNext('One. Two. Th', 0, true)).toBe('One. Two. Th'.length);
  });

  test('is not all of much that comes at once, and nothing is left out', () => {
    for (const text of ['One sentence. '.repeat(1_000), '一句话。'.repeat(1_000), 'x'.repeat(5_000)]) {
      expect(pieces(text).join('')).toBe(text);
      expect(Math.max(...pieces(text).map((piece) => piece.length))).toBeLessThanOrEqual(1_000);
    }
    expect(pieces('One sentence. '.repeat(1_000))[0]).toMatch(/\.$/);
  });
});
