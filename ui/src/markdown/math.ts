/** Mathematics in a line of words. What is between its marks is no Markdown. */
export interface Formula {
  tex: string;
  display: boolean;
  /** As it was written, marks and all. */
  source: string;
}

// A `$` beside a space or before a digit is money.
const FORMULAS: readonly (readonly [pattern: RegExp, display: boolean])[] = [
  [/\$\$((?:\\[\s\S]|(?!\$\$)[^\\`])+)\$\$/y, true],
  [/\$(?![\s$])((?:\\.|[^\\$\n`])*)(?<!\s)\$(?!\d)/y, false],
  [/\\\(((?:(?!\\\))[^\n])+)\\\)/y, false],
  [/\\\[((?:(?!\\\])[^\n])+)\\\]/y, true],
];

/** A formula is not looked for over more than this many characters, so that a lone mark costs little. */
const LONGEST = 2000;

/** The formula that begins at `start` and ends before `end`. */
export function formulaAt(text: string, start: number, end: number): Formula | null {
  const first = text[start];
  if (first !== '$' && !(first === '\\' && /[([]/.test(text[start + 1] ?? ''))) return null;
  const ahead = text.slice(start, Math.min(end, start + LONGEST));
  for (const [pattern, display] of FORMULAS) {
    pattern.lastIndex = 0;
    const found = pattern.exec(ahead);
    if (found) return { tex: found[1]!, display, source: found[0] };
  }
  return null;
}

/** The formula in the lines of a block, without its marks. */
export function texOf(lines: readonly string[], close: string): string {
  const text = lines.join('\n').trim();
  return text.slice(2, text.endsWith(close) ? -close.length : undefined).trim();
}
