/** How words look while more of them may come. Nothing half-written is shown that would look otherwise when it is whole. */

/** Behind an opening mark without a closing one, so many characters are held back; then it is taken for what it is. */
const HELD = 160;
/** So many marks are closed; who opens more does not mean it. */
const DEEPEST = 8;

/** The words with every mark closed that is open at their end, and without what nobody can read yet. */
export function closed(text: string): string {
  const open: string[] = [];
  let shown = '';
  let i = 0;
  const hold = () => text.length - i <= HELD;
  while (i < text.length) {
    const character = text.charAt(i);
    const run = runAt(text, i);
    if (character === '\\') {
      const isMath = /[([]/.test(text.charAt(i + 1));
      const close = isMath ? text.indexOf(text.charAt(i + 1) === '(' ? '\\)' : '\\]', i + 2) : -1;
      if (i + 1 === text.length || (isMath && close < 0 && hold())) break;
      const end = close < 0 ? i + 2 : close + 2;
      shown += text.slice(i, end);
      i = end;
    } else if (character === '`') {
      const close = closingRun(text, i + run.length, run);
      if (close < 0) return shown + codeSoFar(text.slice(i + run.length), run) + closing(open);
      shown += text.slice(i, close + run.length);
      i = close + run.length;
    } else if (character === '$') {
      const end = formulaEnd(text, i, hold());
      if (end === OPEN) break;
      shown += text.slice(i, Math.max(end, i + run.length));
      i = Math.max(end, i + run.length);
    } else if (character === '*' || character === '_' || (character === '~' && run.length === 2)) {
      i += run.length;
      if (i === text.length) break;
      step(open, run, text.charAt(i - run.length - 1), text.charAt(i));
      shown += run;
    } else if (character === '[' || text.startsWith('![', i)) {
      const words = character === '[' ? i + 1 : i + 2;
      const end = linkEnd(text, words);
      if (end === OPEN && hold()) {
        if (character === '!' || text.charAt(words) === '^') break;
        // The words of a link that is still being written are read as words.
        const label = text.slice(words).replace(/\](?:\([^)]*|\[[^\]]*)?$/, '');
        return shown + closed(label) + closing(open);
      }
      shown += text.slice(i, words);
      i = words;
    } else if (character === '!' && i + 1 === text.length) {
      break;
    } else if ((character === '<' || character === '&') && isCutOff(text.slice(i, i + 40))) {
      break;
    } else {
      const end = nextMark(text, i + 1);
      shown += text.slice(i, end);
      i = end;
    }
  }
  return trimmedForClosing(shown, open) + closing(open);
}

const OPEN = -1;

/** Where the words of a link end with all that belongs to it; `OPEN` while that is not seen. */
function linkEnd(text: string, start: number): number {
  const label = text.indexOf(']', start);
  if (label < 0 || label + 1 === text.length) return OPEN;
  const bracket = text.charAt(label + 1);
  if (bracket !== '(' && bracket !== '[') return label;
  return text.indexOf(bracket === '(' ? ')' : ']', label + 2);
}

const FORMULA = /^\$\$(?:\\[\s\S]|(?!\$\$)[^\\`])+\$\$|^\$(?:\\.|[^\\$\n`])*(?<!\s)\$(?!\d)/;

/** Where a formula ends; `start` where none begins; `OPEN` while its end may come. */
function formulaEnd(text: string, start: number, mayWait: boolean): number {
  const found = FORMULA.exec(text.slice(start, start + 2000));
  if (found) return start + found[0].length;
  if (!mayWait) return start;
  const first = text.charAt(start + 1);
  const isMoney = /[\s\d.,;]/.test(first);
  const line = text.slice(start + 1);
  const mayClose = first === '$' ? !/\n[ \t]*\n/.test(line) : !/[\n`]/.test(line) && !/\$/.test(line);
  return !isMoney && mayClose ? OPEN : start;
}

function runAt(text: string, start: number): string {
  let end = start + 1;
  while (text.charAt(end) === text.charAt(start)) end += 1;
  return text.slice(start, end);
}

function closingRun(text: string, from: number, run: string): number {
  for (let at = text.indexOf(run, from); at >= 0;) {
    const found = runAt(text, at);
    if (found.length === run.length && text.charAt(at - 1) !== '`') return at;
    at = text.indexOf(run, at + found.length);
  }
  return -1;
}

/** Code that is still being written, without the backticks that may begin its end. */
function codeSoFar(code: string, run: string): string {
  const words = code.replace(/`+$/, '').trim();
  return words === '' ? '' : `${run} ${words} ${run}`;
}

/** Opens or closes emphasis, roughly as it will be. */
function step(open: string[], run: string, before: string, after: string): void {
  const mayOpen = after !== '' && !/\s/.test(after);
  const mayClose = before !== '' && !/\s/.test(before);
  let left = run;
  while (mayClose && left !== '' && left.startsWith(open.at(-1) ?? '\0'))
    left = left.slice(open.pop()!.length);
  const splitsWord = run.startsWith('_') && /\w/.test(before);
  if (!mayOpen || splitsWord || left === '' || open.length > DEEPEST) return;
  if (left.length === 3) open.push(left.charAt(0), left.slice(1));
  else if (left.length < 3) open.push(left);
}

const closing = (open: readonly string[]) => [...open].reverse().join('');

/** Marks close right behind words, and not behind other marks that just opened. */
function trimmedForClosing(shown: string, open: string[]): string {
  let text = shown;
  if (open.length > 0) text = text.trimEnd();
  while (open.length > 0 && text.endsWith(open.at(-1)!)) text = text.slice(0, -open.pop()!.length).trimEnd();
  return text;
}

/** Whether a tag or an entity is cut off. */
function isCutOff(text: string): boolean {
  return text.length < 40 && /^(?:<[a-z/!][^>\n]*|<|&#?\w*)$/i.test(text);
}

const MARK = /[\\`$*_~[!<&]/g;

function nextMark(text: string, from: number): number {
  MARK.lastIndex = from;
  return MARK.exec(text)?.index ?? text.length;
}

const UNDECIDED = [
  // Marks of blocks that lack what tells them from words.
  /^(?:#{1,6}|[-+*=_]+(?:[ \t]*[-*_]*)*|\d{1,9}[.)]?|>)[ \t]*$/,
  /^(?:`{3}|~{3}|\$\$|\\\[|\||`{1,2}$|~{1,2}$|\$$|\\$)/,
  // A definition of a link or a note, or a task.
  /^\[(?:[ xX]?\]?[ \t]*|\^[^\]]*\]?:?)$/,
  /^(?:[-+*]|\d{1,9}[.)])[ \t]+\[[ xX]?\]?[ \t]*$/,
];
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))*[ \t]*/;

/** Whether a line that may yet grow does not tell yet what block it belongs to. */
export function isUndecided(line: string): boolean {
  const start = line.slice(0, HELD);
  const words = start.slice(CONTAINERS.exec(start)?.[0].length ?? 0);
  return words === '' || UNDECIDED.some((pattern) => pattern.test(words));
}
