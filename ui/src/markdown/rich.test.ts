import { expect, test } from 'vitest';

import { richOf } from './rich';

test('words keep their structure, and nothing of this window goes along', () => {
  expect(richOf('# Rivers\n\nThe **longest** is `Nile`.\n\n- one\n- two')).toBe(
    '<h1>Rivers</h1><p>The <strong>longest</strong> is <code>Nile</code>.</p><ul><li>one</li><li>two</li></ul>',
  );
});

test('code is text without colours and buttons', () => {
  expect(richOf('```js\nconst a = "<b>";\n\nf(a);\n```')).toBe(
    '<pre><code>const a = "&lt;b&gt;";\n\nf(a);</code></pre>',
  );
});

test('a table has lines and its columns their sides', () => {
  const table = richOf('| a | b |\n|---|--:|\n| 1 | 2 |');
  expect(table).toContain('<table border="1">');
  expect(table).toContain('<td align="right">2</td>');
  expect(table).not.toContain('div');
});

test('boxes and notes are characters', () => {
  const html = richOf('- [x] done\n- [ ] open\n\nSo[^1].\n\n[^1]: Why.');
  expect(html).toContain('☑ ');
  expect(html).toContain('☐ ');
  expect(html).toContain('<sup>1</sup>');
  expect(html).not.toMatch(/<input|data-|class=/);
});

test('a formula that is not drawn is as it was written', () => {
  expect(richOf('So $a^2$.')).toContain('$a^2$');
});

test('links lead where they led, and HTML stays text', () => {
  expect(richOf('[a](https://a.example/) <img src=x onerror=hit()>')).toBe(
    '<p><a href="https://a.example/">a</a> &lt;img src=x onerror=hit()&gt;</p>',
  );
});
