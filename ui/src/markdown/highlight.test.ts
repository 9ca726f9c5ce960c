import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import { Highlighter } from './highlight';
import { fileNameOf, grammarOf, languageNames, loadGrammar } from './languages';
import { MarkdownStream } from './stream';

const CODE = [
  '/* a',
  'b */ let x = "c";',
  'def f(a): return 1 # d',
  '<a b="c">&d;</a>',
  '',
  '`${e}`',
  "'''",
  "'''",
];

async function coloured(language: string, lines: readonly string[]) {
  const grammar = await loadGrammar(language);
  const highlighter = grammar && Highlighter.of(grammar);
  return lines.map((line) => highlighter?.line(line) ?? []);
}

test('code gets its colours when its grammar comes', async () => {
  const source = '```tcl\nset a 1 ;# b\n';
  const root = document.createElement('div');
  new MarkdownStream(root).show(source, true);
  expect(root.querySelector('.line span')).toBeNull();
  await vi.waitFor(() => expect(root.querySelector('.line .comment')).not.toBeNull());
  expect(root.querySelector('code')?.textContent).toBe('set a 1 ;# b\n');
});

test('more than sixty languages have colours, and no line loses a letter', async () => {
  const grammars = await Promise.all(languageNames.map(loadGrammar));
  expect(new Set(grammars).size).toBeGreaterThan(90);
  expect(grammars).not.toContain(null);
  for (const name of languageNames) {
    const lines = await coloured(name, CODE);
    expect(
      lines.map((line) => line.map(({ text }) => text).join('')),
      name,
    ).toEqual(CODE);
  }
});

test.each([
  ['python', 'def f(): return "a" # b', ['keyword', 'string', 'comment']],
  ['rust', 'let a = 1; // b', ['keyword', 'number', 'comment']],
  ['typescript', 'const a = `b` // c', ['keyword', 'string', 'comment']],
  ['php', '$a = "b"; # c', ['name', 'string', 'comment']],
  ['sql', "select 1 from a where b = 'c' -- d", ['keyword', 'number', 'string', 'comment']],
])('%s: %s', async (language, line, colours) => {
  const [stretches] = await coloured(language, [line]);
  expect(stretches?.map(({ colour }) => colour)).toEqual(expect.arrayContaining(colours));
});

test('what a line began, the next goes on with', async () => {
  const [, inside, after] = await coloured('c', ['/* a', 'int b', '*/ int c;']);
  expect(inside).toEqual([{ text: 'int b', colour: 'comment' }]);
  expect(after?.at(0)?.colour).toBe('comment');
});

test('a copy goes on by itself', async () => {
  const highlighter = Highlighter.of((await loadGrammar('python'))!);
  highlighter.line('a = """');
  highlighter.copy().line('"""');
  expect(highlighter.line('b = 1')).toEqual([{ text: 'b = 1', colour: 'string' }]);
});

test('a language that nobody knows has no colours', async () => {
  expect(grammarOf('nosuch')).toBeNull();
  expect(await loadGrammar('constructor')).toBeNull();
});

test.each([
  ['python', 'code.py'],
  ['TypeScript', 'code.ts'],
  ['dockerfile', 'Dockerfile'],
  ['zig', 'code.zig'],
  ['../../a', 'code.txt'],
])('%s is saved as %s', (language, name) => expect(fileNameOf(language)).toBe(name));

describe('a block of code', () => {
  const text = ['```js', ...CODE, 'const f = () => `a', 'b`; // c', '```', ''].join('\n');
  const shown = (cuts: readonly number[]) => {
    const root = document.createElement('div');
    const stream = new MarkdownStream(root);
    for (const end of [...cuts].sort((a, b) => a - b)) stream.show(text.slice(0, end), true);
    stream.show(text, false);
    return root;
  };

  test('has the same colours wherever it was cut', async () => {
    await loadGrammar('js');
    const whole = shown([]).innerHTML;
    expect(whole).toContain('class="keyword"');
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        expect(shown(cuts).innerHTML).toBe(whole);
      }),
    );
  });

  test('gets the colours of many lines later, and then the same', async () => {
    await loadGrammar('js');
    const lines = Array.from({ length: 450 }, (_, line) => (line % 90 < 3 ? '/* `a */' : 'const a = `b'));
    const many = ['```js', ...lines].join('\n');
    const shown = (ends: readonly number[]) => {
      const root = document.createElement('div');
      const stream = new MarkdownStream(root);
      for (const end of [...ends, many.length]) stream.show(many.slice(0, end), true);
      return root;
    };
    const byTheLine = shown(lines.map((_, line) => many.split('\n', line).join('\n').length));
    const atOnce = shown([]);
    const inTwo = shown([many.length / 2]);
    expect(atOnce.querySelector('.keyword')).toBeNull();
    await vi.waitFor(() => {
      expect(atOnce.innerHTML).toBe(byTheLine.innerHTML);
      expect(inTwo.innerHTML).toBe(byTheLine.innerHTML);
    }, 10_000);
  });
});
