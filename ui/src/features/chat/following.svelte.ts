import { Anchor } from './anchor';

/** Nearer to the end than this, in pixels, the reader is at the end. */
const NEAR = 16;

/** So long after it, in milliseconds, a way up is because of what the reader did, or of what grew. */
const SOON = 500;

/** What a reader does to go somewhere. */
const DOINGS = ['wheel', 'touchmove', 'pointerdown', 'pointermove', 'keydown'] as const;

/** Keeps the end in view while the reader is at the end, and what a reader looks at in its place who is not. */
export class Following {
  atEnd = $state.raw(true);

  #scroller: HTMLElement | null = null;
  #anchor: Anchor | null = null;
  #top = 0;
  #didAt = -Infinity;
  #grewAt = -Infinity;

  /** `isEndDrawn` tells whether what stands last is the end. */
  constructor(private readonly isEndDrawn: () => boolean = () => true) {}

  /** Attaches to the element that scrolls. */
  scroller = (element: HTMLElement) => {
    this.#scroller = element;
    this.#anchor = new Anchor(element);
    const looked = () => this.#look(element);
    const resized = new ResizeObserver(() => this.#grew(element));
    const did = (event: Event) => {
      // A pointer that only lies there goes nowhere.
      if (!(event instanceof PointerEvent) || event.buttons > 0) this.#didAt = performance.now();
    };
    for (const doing of DOINGS) element.addEventListener(doing, did, { passive: true });
    element.addEventListener('scroll', looked, { passive: true });
    resized.observe(element);
    return () => {
      for (const doing of DOINGS) element.removeEventListener(doing, did);
      element.removeEventListener('scroll', looked);
      resized.disconnect();
      this.#scroller = null;
      this.#anchor = null;
    };
  };

  /** Attaches to what grows within it. */
  content = (element: HTMLElement) => {
    const grew = new ResizeObserver(() => {
      if (this.#scroller) this.#grew(this.#scroller);
    });
    grew.observe(element);
    return () => grew.disconnect();
  };

  /** Goes to the end and stays there. */
  jump(): void {
    this.atEnd = true;
    if (!this.#scroller) return;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    // Where less stands than before, the end is further up: that is no way up of the reader's.
    this.#top = this.#scroller.scrollTop;
  }

  /** Stays with what is looked at, whatever grows. */
  leave(): void {
    this.atEnd = false;
  }

  #look(element: HTMLElement): void {
    const to = element.scrollTop;
    // Only a way up leaves the end: a way down may fall short of it because the text grew meanwhile.
    if (to < this.#top && !this.#isByGrowth() && !this.#isNearEnd(element)) this.atEnd = false;
    // What is held in its place may come to the end by itself.
    if (to > this.#top && this.#anchor?.isLeft && this.#isNearEnd(element)) this.atEnd = true;
    this.#top = to;
    if (!this.atEnd) this.#anchor?.keep();
  }

  /**
   * Whether the end moved up by itself: what grows is measured anew as it is drawn, and may turn out to be less than it
   * was taken for.
   */
  #isByGrowth(): boolean {
    const now = performance.now();
    return now - this.#grewAt < SOON && now - this.#didAt >= SOON;
  }

  #grew(element: HTMLElement): void {
    this.#grewAt = performance.now();
    if (this.atEnd) {
      this.jump();
      return;
    }
    this.#anchor?.keep();
    const isAllSeen = element.scrollHeight <= element.clientHeight;
    if (isAllSeen && this.#isNearEnd(element)) this.atEnd = true;
  }

  #isNearEnd(element: HTMLElement): boolean {
    return this.isEndDrawn() && distanceToEnd(element) < NEAR;
  }
}

const distanceToEnd = (element: HTMLElement) =>
  element.scrollHeight - element.scrollTop - element.clientHeight;
