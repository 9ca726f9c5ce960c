/** A stop text on one line: what breaks lines is written `\n`, as a backslash is written `\\`. */
export function shown(text: string): string {
  return text.replace(/[\\\n\t]/g, (character) => WRITTEN[character] ?? character);
}

/** A stop text as it was written on one line. */
export function fromShown(written: string): string {
  return written.replace(/\\([\\nt])/g, (_, letter: string) => MEANT[letter] ?? letter);
}

const WRITTEN: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\t': '\\t' };
const MEANT: Record<string, string> = { '\\': '\\', n: '\n', t: '\t' };
