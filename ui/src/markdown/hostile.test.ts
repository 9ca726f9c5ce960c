import { expect, test } from 'vitest';

import { MarkdownStream } from './stream';

/** Shows a text as it comes, so many characters at a time, and tells how long that took on a processor, in milliseconds. */
function took(text: string, step: number): number {
  const root = document.createElement('div');
  const stream = new MarkdownStream(root);
  const began = process.cpuUsage();
  for (let end = step; end < text.length; end += step) stream.show(text.slice(0, end), true);
  stream.show(text, false);
  return process.cpuUsage(began).user / 1_000;
}

/** Where twice the text costs more than so many times as much, the cost is not in the text. Machines are uneven. */
const UNEVEN = 3.5;
/** What takes less, in milliseconds, says nothing. */
const UNSAID = 600;

test.each<[string, (times: number) => string, number]>([
  ['nested quotations', (n) => '> '.repeat(n / 2) + 'a', 10_000],
  ['nested lists', (n) => '- '.repeat(n / 2) + 'a', 10_000],
  ['nested brackets', (n) => '['.repeat(n / 2) + 'a' + ']'.repeat(n / 2), 10_000],
  ['links that begin', (n) => '[a]('.repeat(n / 4), 10_000],
  ['pictures that begin', (n) => '![['.repeat(n / 4), 10_000],
  ['one line', (n) => 'word '.repeat(n / 5), 500_000],
  ['one word', (n) => 'x'.repeat(n), 500_000],
  ['marks of emphasis', (n) => '*a **b '.repeat(n / 4), 100_000],
  ['marks that close nothing', (n) => 'a** b* '.repeat(n / 4), 100_000],
  ['marks alone', (n) => '*'.repeat(n), 100_000],
  ['underscores', (n) => '_a __'.repeat(n / 4), 100_000],
  [
    'backticks of many lengths',
    (n) => Array.from({ length: Math.sqrt(n) }, (_, i) => '`'.repeat(i + 1) + 'a').join(' '),
    40_000,
  ],
  ['dollars', (n) => '$a '.repeat(n / 3), 50_000],
  ['tags that begin', (n) => '<a '.repeat(n / 3), 50_000],
  ['entities', (n) => '&amp'.repeat(n / 4), 50_000],
  ['rows', (n) => '|a|b|\n|-|-|\n' + '|1|**2**|\n'.repeat(n), 2_000],
  ['items', (n) => '- a *b*\n'.repeat(n), 2_000],
  ['lines of code', (n) => '```\n' + 'let a = 1\n'.repeat(n), 5_000],
  ['formulas', (n) => 'so $x_1$ and\n\n'.repeat(n), 1_000],
  ['blocks of Mermaid', (n) => '```mermaid\ngraph TD; A-->B\n```\n\n'.repeat(n), 250],
  ['definitions', (n) => '[a]: b\n\n[a] [c][d]\n\n'.repeat(n), 500],
  [
    'many definitions',
    (n) => Array.from({ length: n }, (_, i) => `[${i}] [a][${i}] [0]\n\n[${i}]: b\n\n`).join(''),
    500,
  ],
  ['notes', (n) => 'a[^1] [^2]\n\n'.repeat(n) + '[^1]: b', 500],
])(
  '%s cost what there is of them',
  (_, text, most) => {
    const step = 1_000;
    took(text(most / 4), step);
    const [half, whole] = [took(text(most / 2), step), took(text(most), step)];
    expect(whole).toBeLessThan(Math.max(half * UNEVEN, UNSAID));
  },
  60_000,
);
