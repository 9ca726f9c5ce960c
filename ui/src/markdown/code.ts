import { t } from '../messages/messages.svelte';

/** Lines stand in groups of so many: one that is full is laid out and painted only where it is seen. */
const GROUP = 50;

/** A block of code on the page, below its language and its buttons. */
export class Code {
  readonly node = document.createElement('div');
  private readonly code = document.createElement('code');
  /** How many lines are settled, and the lines on the page after those. */
  private settled = 0;
  private open: HTMLElement[] = [];

  constructor(info: string) {
    this.node.className = 'code';
    const language = document.createElement('span');
    language.textContent = info.split(/\s/, 1)[0] ?? '';
    const copy = document.createElement('button');
    copy.type = 'button';
    copy.className = 'copy';
    copy.textContent = t('markdown.copy');
    const head = document.createElement('div');
    head.className = 'head';
    head.append(language, copy);
    const lines = document.createElement('pre');
    lines.tabIndex = 0;
    lines.append(this.code);
    this.node.append(head, lines);
  }

  /** Shows lines, of which the first `settled` stay as they are. Blank lines are not shown before a line follows them. */
  show(lines: readonly string[], settled: number): void {
    const shown = lines.findLastIndex((line) => line.trim() !== '') + 1;
    for (const surplus of this.open.splice(Math.max(shown - this.settled, 0))) this.remove(surplus);
    const first = this.settled;
    for (let index = first; index < shown; index++) {
      const place = index - this.settled;
      const line = (this.open[place] ??= this.add(index));
      const text = lines[index] as string;
      if (line.textContent !== `${text}\n`) line.textContent = `${text}\n`;
      if (index < settled && place === 0) {
        this.open.shift();
        this.settled += 1;
      }
    }
  }

  private add(index: number): HTMLElement {
    if (index % GROUP === 0) {
      const group = document.createElement('span');
      group.className = 'lines';
      this.code.append(group);
    }
    const line = document.createElement('span');
    line.className = 'line';
    this.code.lastElementChild?.append(line);
    return line;
  }

  private remove(line: HTMLElement): void {
    const group = line.parentElement;
    line.remove();
    if (group?.childElementCount === 0) group.remove();
  }
}
