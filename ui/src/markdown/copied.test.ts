import { expect, test } from 'vitest';

import { markdownOf } from './copied';
import { MarkdownStream } from './stream';

function shown(text: string): Element {
  const root = document.createElement('div');
  new MarkdownStream(root).show(text, false);
  return root;
}

test.each([
  'one **two** *three* ~~four~~ `five`',
  'one\ntwo',
  '# one\n\n### three',
  '- a\n- b\n  - c\n  - d',
  '3. a\n4. b',
  '- a\n\n- b\n\n  c',
  '- [x] a\n- [ ] b',
  '> a\n>\n> b',
  'a\n\n---\n\nb',
  '```js\nlet a = `b`;\n\n// c\n```',
  '| a | b |\n| :-- | --: |\n| 1 | **2** |',
  'so $x_1$ and $$y$$',
  '$$\nx\n$$',
  '[a](https://b.example/c) https://d.example/',
  'a[^1]\n\n[^1]: b\n\n    c',
  '中文**“重点”**，`代码`',
])('%j is copied as it was written', (text) => {
  expect(markdownOf(shown(text))).toBe(text);
});
