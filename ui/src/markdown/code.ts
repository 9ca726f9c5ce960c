import { drawWhenSeen } from './diagram';
import { Highlighter, type Stretch } from './highlight';
import { grammarOf, loadGrammar } from './languages';
import { drawnLate } from './late';
import { button, element } from './node';

/** Lines stand in groups of so many: one that is full is laid out and painted only where it is seen. */
const GROUP = 50;
/** So many lines get their colours in one go when a grammar comes late. */
const AT_ONCE = 200;
/** What can be looked at as a page or a picture. */
const PREVIEWED = ['html', 'htm', 'svg'];

/** A block of code on the page, below its language and its buttons. */
export class Code {
  readonly node: HTMLElement;
  private readonly code = element('code');
  private readonly language: string;
  /** How many lines are settled, and the lines on the page after those. */
  private settled = 0;
  private open: HTMLElement[] = [];
  /** Has read the settled lines; `null` while there is no grammar. */
  private highlighter: Highlighter | null = null;

  constructor(info: string) {
    this.language = info.split(/\s/, 1)[0] ?? '';
    const name = element('span', {}, this.language);
    const buttons = ['wrap', 'numbers', 'save', 'copy'] as const;
    const head = element('div', { class: 'head' }, name, ...buttons.map((what) => button(what)));
    const pre = element('pre', { tabindex: '0' }, this.code);
    this.node = element('div', { class: 'code', 'data-language': this.language }, head, pre);
    const grammar = grammarOf(this.language);
    if (grammar) this.highlighter = Highlighter.of(grammar);
    else if (grammar === undefined) drawnLate(this.colourLate());
  }

  /** Shows lines, of which the first `settled` stay as they are. Blank lines are not shown before a line follows them. */
  show(lines: readonly string[], settled: number): void {
    const shown = lines.findLastIndex((line) => line.trim() !== '') + 1;
    for (const surplus of this.open.splice(Math.max(shown - this.settled, 0))) this.remove(surplus);
    const first = this.settled;
    let ahead: Highlighter | null = null;
    for (let index = first; index < shown; index++) {
      const isSettled = index < settled && index === this.settled;
      if (!isSettled) ahead ??= this.highlighter?.copy() ?? null;
      const line = (this.open[index - this.settled] ??= this.add(index));
      const text = lines[index] as string;
      draw(line, text, isSettled ? this.highlighter : ahead);
      if (!isSettled) continue;
      this.open.shift();
      this.settled += 1;
    }
  }

  /** It is whole. What it shows can be looked at. */
  end(): void {
    const language = this.language.toLowerCase();
    const isDiagram = language === 'mermaid';
    if (!isDiagram && !PREVIEWED.includes(language)) return;
    this.node.querySelector('[data-act=copy]')?.before(button(isDiagram ? 'diagram' : 'preview'));
    if (isDiagram) drawWhenSeen(this.node);
  }

  /** Colours what is there already once the grammar has come, some lines at a time. */
  private async colourLate(): Promise<void> {
    const grammar = await loadGrammar(this.language);
    if (!grammar) return;
    const highlighter = Highlighter.of(grammar);
    for (let done = 0; ; await nextFrame()) {
      const lines = [...this.code.querySelectorAll<HTMLElement>('.line')].slice(
        done,
        Math.min(this.settled, done + AT_ONCE),
      );
      for (const line of lines) draw(line, line.textContent.slice(0, -1), highlighter);
      done += lines.length;
      if (done < this.settled) continue;
      this.highlighter = highlighter;
      const ahead = highlighter.copy();
      for (const line of this.open) draw(line, line.textContent.slice(0, -1), ahead);
      return;
    }
  }

  private add(index: number): HTMLElement {
    if (index % GROUP === 0) this.code.append(element('span', { class: 'lines' }));
    const line = element('span', { class: 'line' });
    this.code.lastElementChild?.append(line);
    return line;
  }

  private remove(line: HTMLElement): void {
    const group = line.parentElement;
    line.remove();
    if (group?.childElementCount === 0) group.remove();
  }
}

function draw(line: HTMLElement, text: string, highlighter: Highlighter | null): void {
  const stretches = highlighter?.line(text) ?? [{ text, colour: '' }];
  line.replaceChildren(...stretches.map(drawn), '\n');
}

function drawn({ text, colour }: Stretch): HTMLElement | string {
  return colour === '' ? text : element('span', { class: colour }, text);
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
