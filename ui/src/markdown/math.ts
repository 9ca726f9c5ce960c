/** Where mathematics is in a text. It is kept as it was written: Markdown inside it means nothing. */

const notBlankLine = '(?!\\n[ \\t]*\\n)[\\s\\S]';
const displayed = (open: string, close: string) =>
  `${open}(?:(?!${close})${notBlankLine})*(?:${close}[ \\t]*(?:\\n|$)|$)`;

const display = new RegExp(`^ {0,3}(?:${displayed('\\$\\$', '\\$\\$')}|${displayed('\\\\\\[', '\\\\\\]')})`);

// A `$` beside a space or before a digit is money.
const dollars =
  '\\$\\$(?:\\\\[\\s\\S]|(?!\\$\\$)[^\\\\`])+\\$\\$|\\$(?![\\s$])(?:\\\\.|[^\\\\$\\n`])*(?<!\\s)\\$(?!\\d)';
const inline = new RegExp(`^(?:${dollars}|\\\\\\((?:(?!\\\\\\))[^\\n])+\\\\\\))`);
const everyDollars = new RegExp(dollars, 'g');

/** The `$$…$$` or `\[…\]` block that `text` begins with: closed, or still being written. */
export function displayAt(text: string): string | undefined {
  return display.exec(text)?.[0];
}

/** The `$…$` or `\(…\)` that `text` begins with. */
export function inlineAt(text: string): string | undefined {
  return inline.exec(text)?.[0];
}

/** The text before the first block of mathematics that interrupts its first paragraph. */
export function beforeDisplay(text: string): string {
  const paragraph = text.slice(0, /\n[ \t]*\n/.exec(text)?.index);
  for (const start of paragraph.matchAll(/\n(?= {0,3}(?:\$\$|\\\[))/g)) {
    if (displayAt(text.slice(start.index + 1))) return text.slice(0, start.index);
  }
  return text;
}

/** The text with letters in place of mathematics, so that no emphasis is seen in it; as long as before. */
export function maskMath(text: string): string {
  return text.replace(everyDollars, (formula) => 'a'.repeat(formula.length));
}
