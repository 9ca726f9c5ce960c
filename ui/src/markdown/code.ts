import { drawWhenSeen } from './diagram';
import { Highlighter, type Stretch } from './highlight';
import { grammarOf, loadGrammar } from './languages';
import { drawnLate } from './late';
import { button, element } from './node';
import { inSlices } from './slices';

/** Lines stand in groups of so many: one that is full is laid out and painted only where it is seen. */
const GROUP = 50;
/** Of more lines than this that come at once the colours can wait. */
const AT_ONCE = 100;
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
  /** Has read the coloured lines; `null` while there is no grammar. */
  private highlighter: Highlighter | null = null;
  /** How many of the settled lines have their colours. */
  private coloured = 0;
  private isColouring = false;

  constructor(info: string) {
    this.language = info.split(/\s/, 1)[0] ?? '';
    const name = element('span', {}, this.language);
    const buttons = ['wrap', 'numbers', 'save', 'copy'] as const;
    const head = element('div', { class: 'head' }, name, ...buttons.map((what) => button(what)));
    const pre = element('pre', { tabindex: '0' }, this.code);
    this.node = element('div', { class: 'code', 'data-language': this.language }, head, pre);
    const grammar = grammarOf(this.language);
    if (grammar) this.highlighter = Highlighter.of(grammar);
    else if (grammar === undefined) drawnLate(this.loadColours());
  }

  /** Shows lines, of which the first `settled` stay as they are. Blank lines are not shown before a line follows them. */
  show(lines: readonly string[], settled: number): void {
    const shown = lines.findLastIndex((line) => line.trim() !== '') + 1;
    for (const surplus of this.open.splice(Math.max(shown - this.settled, 0))) this.remove(surplus);
    const first = this.settled;
    const canWait = this.isColouring || shown - first > AT_ONCE;
    const colours = canWait ? null : this.highlighter;
    let ahead: Highlighter | null = null;
    for (let index = first; index < shown; index++) {
      const isSettled = index < settled && index === this.settled;
      if (!isSettled) ahead ??= colours?.copy() ?? null;
      const line = (this.open[index - this.settled] ??= this.add(index));
      const text = lines[index] as string;
      draw(line, text, isSettled ? colours : ahead);
      if (!isSettled) continue;
      this.open.shift();
      this.settled += 1;
      if (colours) this.coloured += 1;
    }
    if (this.highlighter && this.coloured < this.settled) this.colourRest(this.highlighter);
  }

  /** It is whole. What it shows can be looked at. */
  end(): void {
    const language = this.language.toLowerCase();
    const isDiagram = language === 'mermaid';
    if (!isDiagram && !PREVIEWED.includes(language)) return;
    this.node.querySelector('[data-act=copy]')?.before(button(isDiagram ? 'diagram' : 'preview'));
    if (isDiagram) drawWhenSeen(this.node);
  }

  private async loadColours(): Promise<void> {
    const grammar = await loadGrammar(this.language);
    if (!grammar) return;
    this.highlighter = Highlighter.of(grammar);
    this.colourRest(this.highlighter);
  }

  /** Colours the lines that are there already, as many in a frame as there is time for. */
  private colourRest(highlighter: Highlighter): void {
    if (this.isColouring) return;
    this.isColouring = true;
    inSlices((until) => {
      for (; this.coloured < this.settled; this.coloured++) {
        if (performance.now() >= until) return false;
        again(this.lineAt(this.coloured), highlighter);
      }
      const ahead = highlighter.copy();
      for (const line of this.open) again(line, ahead);
      this.isColouring = false;
      return true;
    });
  }

  private lineAt(index: number): HTMLElement {
    return this.code.children[Math.floor(index / GROUP)]!.children[index % GROUP] as HTMLElement;
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

/** Draws a line that is there as it was read. */
function again(line: HTMLElement, highlighter: Highlighter): void {
  draw(line, line.textContent.slice(0, -1), highlighter);
}

function drawn({ text, colour }: Stretch): HTMLElement | string {
  return colour === '' ? text : element('span', { class: colour }, text);
}
