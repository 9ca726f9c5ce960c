import fc from 'fast-check';
import { expect, test } from 'vitest';

import { endOfSentences, spoken } from './sentences';

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
