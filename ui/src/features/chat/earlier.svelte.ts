import { tick } from 'svelte';

/** How many messages are drawn at first, and how many more when the reader comes near the first of them. */
const AT_ONCE = 20;

/** What has messages, and more before them that are read when they are looked for. */
interface Source {
  readonly messages: readonly { readonly id: string }[];
  readonly earlier: number;
  readEarlier: () => Promise<void>;
}

/**
 * The end of a long conversation, and as much before it as has been looked for. What nobody has looked for is
 * neither read nor drawn: a conversation opens as fast, and takes as little memory, however long it is.
 */
export class Earlier {
  #start = $state.raw(0);
  #source: Source | null = $state.raw(null);
  #first: string | undefined;
  #scroller: HTMLElement | null = null;

  /** How many of the messages that were read are not drawn. */
  get undrawn(): number {
    return this.#start;
  }

  /** How many messages before the drawn ones there are. */
  get hidden(): number {
    return this.#start + (this.#source?.earlier ?? 0);
  }

  /** Takes note of what messages there are now. */
  count(source: Source): void {
    const { messages } = source;
    const end = Math.max(messages.length - AT_ONCE, 0);
    // What was read meanwhile came before the first one.
    const first = messages.findIndex(({ id }) => id === this.#first);
    const isKnown = source === this.#source && first >= 0;
    this.#start = isKnown ? Math.min(this.#start + first, end) : end;
    this.#source = source;
    this.#first = messages[0]?.id;
  }

  /** Draws more; what is looked at stays where it is. */
  async show(count = AT_ONCE): Promise<void> {
    const scroller = this.#scroller;
    const source = this.#source;
    if (this.hidden === 0 || !source) return;
    if (this.#start < count && source.earlier > 0) {
      await source.readEarlier();
      this.count(source);
    }
    const below = scroller ? scroller.scrollHeight - scroller.scrollTop : 0;
    this.#start = Math.max(this.#start - count, 0);
    await tick();
    if (scroller) scroller.scrollTop = scroller.scrollHeight - below;
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
