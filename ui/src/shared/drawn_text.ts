import type { TextRange } from '../contract';

/** What is drawn beside the words: names of buttons, the heads of code, formulas drawn twice. */
const BESIDE = 'button, summary, .head, [aria-hidden="true"], style, script';

/** What begins on a line of its own. */
const BLOCK = 'p, li, pre, td, th, h1, h2, h3, h4, h5, h6, section, div, .line';

/** The words that are drawn within some elements, and where on the page each of them is. */
export class DrawnText {
  readonly text: string;
  readonly #nodes: Text[] = [];
  readonly #starts: number[] = [];

  constructor(elements: Iterable<Element>) {
    let text = '';
    let block: Element | null = null;
    for (const node of textNodes(elements)) {
      const inside = node.parentElement?.closest(BLOCK) ?? null;
      if (inside !== block && text !== '') text += '\n';
      block = inside;
      this.#nodes.push(node);
      this.#starts.push(text.length);
      text += node.data;
    }
    this.text = text;
  }

  range({ start, end }: TextRange): Range {
    const range = document.createRange();
    range.setStart(...this.#place(start));
    const [last, offset] = this.#place(end - 1);
    range.setEnd(last, offset + 1);
    return range;
  }

  #place(at: number): [Text, number] {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    const node = this.#nodes[low]!;
    return [node, Math.min(at - this.#starts[low]!, node.length)];
  }
}

function* textNodes(elements: Iterable<Element>): Generator<Text> {
  for (const element of elements) {
    const walker = document.createTreeWalker(
      element,
      NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
      (node) => {
        if (node instanceof Element) {
          return node.matches(BESIDE) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
        }
        return NodeFilter.FILTER_ACCEPT;
      },
    );
    while (walker.nextNode()) yield walker.currentNode as Text;
  }
}
