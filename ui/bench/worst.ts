/** What is worst to read, at a share of its full size. */
export const WORST: readonly (readonly [name: string, text: (share: number) => string])[] = [
  ['10,000 nested quotes', (share) => `${'> '.repeat(10_000 * share)}deep`],
  ['10,000 nested brackets', (share) => `${'['.repeat(10_000 * share)}deep${']'.repeat(10_000 * share)}`],
  ['one line of 1 MB', (share) => 'a word and 一行字 '.repeat(50_000 * share)],
  ['100,000 marks of emphasis', (share) => '*a **b* '.repeat(25_000 * share)],
  ['a table of 5,000 rows', (share) => `| n | 名称 | value |\n|--|--|--:|\n${rows(5_000 * share)}`],
  ['2,000 formulas', (share) => many(2_000 * share, (n) => `$\\frac{x_{${n}}^2}{\\sqrt{1 + ${n}}}$ holds.`)],
  [
    '500 diagrams',
    (share) => many(500 * share, (n) => `\`\`\`mermaid\ngraph TD\n  A${n}[one] --> B${n}[two]\n\`\`\``),
  ],
];

const rows = (count: number) =>
  Array.from({ length: count }, (_, row) => `| ${row} | **表格** ${row} | \`${row * 7}\` |`).join('\n');
const many = (count: number, one: (number: number) => string) =>
  Array.from({ length: count }, (_, number) => one(number)).join('\n\n');
