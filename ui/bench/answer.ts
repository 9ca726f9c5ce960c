/** The last words of every answer: when they are on the screen, all of it is. */
export const LAST_WORDS = 'These are the last words 最后一句。';

/** Bytes a delta of an answer has at most: about a token. */
const CHUNK_BYTES = 6;

const encoder = new TextEncoder();

/**
 * An answer of about this many bytes of Markdown, the same for the same seed: headings, prose in English and
 * Chinese, lists, tables, formulas, quotations and long blocks of code in three languages.
 */
export function answer(bytes: number, seed = 7): string {
  const next = random(seed);
  const pick = <T>(choices: readonly T[]) => choices[Math.floor(next() * choices.length)]!;
  const many = (least: number, most: number, one: (index: number) => string) =>
    Array.from({ length: least + Math.floor(next() * (most - least + 1)) }, (_, index) => one(index));
  const words = (least: number, most: number) => many(least, most, () => pick(WORDS)).join(' ');
  const name = () => `${pick(NAMES)}_${Math.floor(next() * 900 + 100)}`;

  const sentence = () => {
    const said = words(6, 14);
    const turn = next();
    if (turn < 0.2) return `${said}, **${words(1, 3)}** and \`${name()}\`.`;
    if (turn < 0.3) return `${said} ([${words(1, 2)}](https://example.org/${name()})).`;
    if (turn < 0.4) return `${said}, where $${formula()}$ holds.`;
    if (turn < 0.6) return `${many(2, 4, () => pick(CHINESE)).join('，')}，**“${pick(CHINESE)}”**。`;
    return `${said}.`;
  };
  const formula = () =>
    `${pick(LETTERS)}_{${Math.floor(next() * 9)}} = \\frac{${pick(LETTERS)}^2}{\\sqrt{1 + ${pick(LETTERS)}}}`;
  const paragraph = () => many(2, 5, sentence).join(' ');
  const code = (lines: number) => {
    const language = pick(['python', 'rust', 'typescript'] as const);
    return [
      '```' + language,
      ...Array.from({ length: lines }, (_, line) => LINES[language](name(), line)),
      '```',
    ].join('\n');
  };
  const list = () =>
    many(3, 7, (index) => {
      const item = `${next() < 0.5 ? '-' : '-'} ${sentence()}`;
      return index % 3 === 2 ? `${item}\n  1. ${sentence()}\n  2. ${sentence()}` : item;
    }).join('\n');
  const table = () =>
    [
      '| name | 名称 | value |',
      '|:-----|------|------:|',
      ...many(3, 9, (row) => `| ${name()} | ${pick(CHINESE)} | ${row}.${Math.floor(next() * 1e4)} |`),
    ].join('\n');

  const blocks: string[] = [];
  let length = encoder.encode(LAST_WORDS).length;
  for (let number = 1; length < bytes; number++) {
    const section = [
      `## ${number}. ${words(2, 5)} ${pick(CHINESE)}`,
      paragraph(),
      next() < 0.6 ? list() : table(),
      paragraph(),
      next() < 0.5
        ? code(8 + Math.floor(next() * 20))
        : `$$\n${formula()} + \\sum_{i=0}^{n} ${pick(LETTERS)}_i\n$$`,
      ...(number % 6 === 5 ? [code(120 + Math.floor(next() * 80))] : []),
      ...(next() < 0.3 ? [`> ${sentence()}\n> ${sentence()}`] : []),
    ];
    for (const block of section) {
      blocks.push(block);
      length += encoder.encode(block).length + 2;
      if (length >= bytes) break;
    }
  }
  return [...blocks, LAST_WORDS].join('\n\n');
}

/** An answer in the deltas it is sent in. Its last words are one, so that whoever watches for them finds them whole. */
export function chunksOf(text: string): string[] {
  const chunks: string[] = [];
  let chunk = '';
  let bytes = 0;
  for (const character of text.slice(0, -LAST_WORDS.length)) {
    const size = encoder.encode(character).length;
    if (bytes + size > CHUNK_BYTES) {
      chunks.push(chunk);
      chunk = '';
      bytes = 0;
    }
    chunk += character;
    bytes += size;
  }
  return [...chunks, chunk, LAST_WORDS];
}

/** Numbers from 0 to 1 that a seed decides (a linear congruential generator, the constants of Numerical Recipes). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const WORDS =
  'water finds its own way through stone and a river carries what it is given until the plain takes it over while every mill along the bank turns at the pace of the season'.split(
    ' ',
  );
const NAMES = ['stream', 'token', 'batch', 'delta', 'frame', 'block', 'value', 'index'];
const CHINESE = [
  '水滴石穿',
  '每一段文字都应完整到达',
  '河流有自己的节奏',
  '表格与公式',
  '长篇回答也要流畅',
  '第一次就做对',
];
const LETTERS = ['x', 'y', 'z', 'a', 'b', '\\alpha', '\\beta'];

const LINES = {
  python: (name: string, line: number) =>
    [
      `def ${name}(items: list[str], limit=${line}):`,
      `    """Keeps what ${name} needs."""`,
      `    total = sum(len(item) for item in items) + ${line}  # 第 ${line} 行`,
      `    return [item for item in items if item != "${name}"][:limit]`,
    ][line % 4]!,
  rust: (name: string, line: number) =>
    [
      `fn ${name}(deltas: &[&str]) -> usize {`,
      `    // ${name}: 第 ${line} 行`,
      `    let total = deltas.iter().map(|delta| delta.len()).sum::<usize>() + ${line};`,
      '    total }',
    ][line % 4]!,
  typescript: (name: string, line: number) =>
    [
      `export function ${name}(parts: readonly string[]): number {`,
      `  const found = parts.filter((part) => part !== '${name}');`,
      `  return found.length * ${line}; // 第 ${line} 行`,
      '}',
    ][line % 4]!,
};
