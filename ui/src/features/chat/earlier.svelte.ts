import { tick } from 'svelte';

/** How many messages are drawn at first, and how many more when the reader comes near the first of them. */
const AT_ONCE = 20;

/** How many messages are drawn before one that is gone to. */
const LEADING = 4;

/**
 * The end of a long conversation, and as much before it as has been looked for. What nobody has looked for is
 * not drawn: a conversation opens as fast, and takes as little memory, however long it is.
 */
export class Earlier {
  #start = $state.raw(0);
  #read: unknown = null;
  #scroller: HTMLElement | null = null;

  /** How many messages before the drawn ones there are. */
  get hidden(): number {
    return this.#start;
  }

  /** Takes note of how many messages there are now; `conversation` is what they belong to. */
  count(conversation: unknown, length: number): void {
    if (conversation !== this.#read || length === 0) this.#start = Math.max(length - AT_ONCE, 0);
    else this.#start = Math.min(this.#start, Math.max(length - AT_ONCE, 0));
    this.#read = length === 0 ? null : conversation;
  }

  /** Draws more; what is looked at stays where it is. */
  async show(count = AT_ONCE): Promise<void> {
    const scroller = this.#scroller;
    if (this.#start === 0) return;
    const below = scroller ? scroller.scrollHeight - scroller.scrollTop : 0;
    this.#start = Math.max(this.#start - count, 0);
    await tick();
    if (scroller) scroller.scrollTop = scroller.scrollHeight - below;
  }

  /** Draws as many more as it takes for the message at this place to be drawn, and some that lead to it. */
  async reach(place: number): Promise<void> {
    if (place < this.#start) await this.show(this.#start - place + LEADING);
  }

  /** Attaches to what stands before the first message that is drawn. */
  edge = (element: HTMLElement) => {
    this.#scroller = element.closest<HTMLElement>('[data-scroller]');
    if (typeof IntersectionObserver === 'undefined') return;
    const near = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void this.show();
      },
      { root: this.#scroller, rootMargin: '100% 0px 0px' },
    );
    near.observe(element);
    return () => near.disconnect();
  };
}
