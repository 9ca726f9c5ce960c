/** Nearer to the end than this, in pixels, the reader is at the end. */
const NEAR = 16;

/** Keeps the end in view while the reader is at the end, and leaves a reader alone who is not. */
export class Following {
  atEnd = $state.raw(true);

  #scroller: HTMLElement | null = null;
  #top = 0;

  /** `isEndDrawn` tells whether what stands last is the end. */
  constructor(private readonly isEndDrawn: () => boolean = () => true) {}

  /** Attaches to the element that scrolls. */
  scroller = (element: HTMLElement) => {
    this.#scroller = element;
    const looked = () => this.#look(element);
    const resized = new ResizeObserver(() => this.#grew(element));
    element.addEventListener('scroll', looked, { passive: true });
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', looked);
      resized.disconnect();
      this.#scroller = null;
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

  /** Stays where it is, whatever grows. */
  leave(): void {
    this.atEnd = false;
  }

  #look(element: HTMLElement): void {
    // Only a way up leaves the end: a way down may fall short of it because the text grew meanwhile.
    const wentUp = element.scrollTop < this.#top;
    const isNear = this.#isNearEnd(element);
    if (isNear || wentUp) this.atEnd = isNear;
    this.#top = element.scrollTop;
  }

  #grew(element: HTMLElement): void {
    if (this.atEnd) this.jump();
    else if (this.#isNearEnd(element)) this.atEnd = true;
  }

  #isNearEnd(element: HTMLElement): boolean {
    return this.isEndDrawn() && distanceToEnd(element) < NEAR;
  }
}

const distanceToEnd = (element: HTMLElement) =>
  element.scrollHeight - element.scrollTop - element.clientHeight;
