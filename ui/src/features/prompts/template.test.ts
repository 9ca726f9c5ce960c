import { expect, test } from 'vitest';

import { filled, variablesOf } from './template';

test('each variable is asked for once, in the order in which it is met', () => {
  expect(variablesOf('{{text}} into {{ language }}, {{text}} again; {{语言}}')).toEqual([
    'text',
    'language',
    '语言',
  ]);
});

test('what is no variable stays as it is', () => {
  const text = 'fn main() {{}} { {a} } {{\n}} {{{deep}}}';
  expect(variablesOf('fn main() {{}} {{\n}}')).toEqual([]);
  expect(filled(text, { deep: 'x' })).toBe('fn main() {{}} { {a} } {{\n}} {x}');
});

test('every place of a variable is filled, with whatever was written', () => {
  expect(filled('{{a}} and {{ a }}: {{b}}', { a: '$& {{b}}', b: '' })).toBe('$& {{b}} and $& {{b}}: ');
});
