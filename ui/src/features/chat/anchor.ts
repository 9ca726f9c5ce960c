/** Where in the view something is looked for to hold on to, in shares of its height. */
const HEIGHTS = [0.1, 0.25, 0.4, 0.55, 0.7];

/**
 * Holds what is looked at in its place while what stands above it grows. It is done here for all engines alike:
 * WebKit does not do it, and what others hold on to is not the same.
 */
export class Anchor {
  /** Something that is looked at, then what it stands in; and where each was seen, in pixels from above. */
  #held: readonly (readonly [Element, number])[] = [];
  #scrolledTo = 0;

  constructor(private readonly scroller: HTMLElement) {}

  /** Whether somebody scrolled since the last time. Where less stands than before, the end is further up by itself. */
  get isLeft(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const isCutOff = scrollTop < this.#scrolledTo && scrollTop >= scrollHeight - clientHeight - 1;
    return scrollTop !== this.#scrolledTo && !isCutOff;
  }

  /**
   * Takes note of what is looked at, where somebody scrolled since the last time. Otherwise puts it where it was, if
   * what is above it has another height now.
   */
  keep(): void {
    const [first] = this.#held.filter(([element]) => element.isConnected);
    if (!first || this.isLeft) {
      this.#scrolledTo = this.scroller.scrollTop;
      this.#hold(this.#seen());
      return;
    }
    const [element, place] = first;
    const moved = placeOf(element) - place;
    // Engines round where they scroll to: what is left over is made good the next time.
    if (Math.abs(moved) < 1) return;
    this.scroller.scrollTop += moved;
    this.#scrolledTo = this.scroller.scrollTop;
    const connected = this.#held.map(([element]) => element).filter((element) => element.isConnected);
    this.#hold(connected, placeOf(element) - place);
  }

  #hold(elements: readonly Element[], isOff = 0): void {
    this.#held = elements.map((element) => [element, placeOf(element) - isOff]);
  }

  /** The uppermost block that is seen, and what it stands in. */
  #seen(): Element[] {
    const { left, top, width, height } = this.scroller.getBoundingClientRect();
    for (const share of HEIGHTS) {
      const y = top + height * share;
      const hit = document.elementFromPoint(left + width / 2, y);
      const message = this.scroller.contains(hit) && hit?.closest('[data-message]');
      if (message) return blocksAt(message, y);
    }
    return [];
  }
}

/** The block in a message that is seen at some height, or the next one below; then what it stands in. */
function blocksAt(message: Element, y: number): Element[] {
  const blocks: Element[] = [];
  for (let block: Element | undefined = message; block;) {
    blocks.unshift(block);
    block = [...block.children].find((child) => child.getBoundingClientRect().bottom > y);
    if (block && getComputedStyle(block).display === 'inline') break;
  }
  return blocks;
}

const placeOf = (element: Element) => element.getBoundingClientRect().top;
