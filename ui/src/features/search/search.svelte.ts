import type { FoundConversation, FoundMessage, Role, SearchConversations, SearchPage } from '../../contract';
import type { Host } from '../../host/host';
import { FramePace, type Pace } from '../../shared/pace';
import { momentsOf, type Between, type When } from './when';

/** Among what is looked; `null` is everything. */
export interface Filters extends Between {
  role: Role | null;
  provider: string | null;
  model: string | null;
  folder: string | null;
  when: When;
  hasImage: boolean;
}

export const NO_FILTERS: Filters = {
  role: null,
  provider: null,
  model: null,
  folder: null,
  when: 'any',
  first: '',
  last: '',
  hasImage: false,
};

/** Looking for words in all conversations, as they are typed. */
export class Search {
  text = $state.raw('');
  filters = $state.raw<Filters>(NO_FILTERS);
  /** Conversations whose titles have the words. */
  titles = $state.raw<readonly FoundConversation[]>([]);
  messages = $state.raw<readonly FoundMessage[]>([]);
  /** Where to go on; `null` when all was looked at. */
  next = $state.raw<number | null>(null);
  /** An answer is awaited. */
  asking = $state.raw(false);
  /** Whether what is shown is the answer to something. */
  answered = $state.raw(false);
  /** Why it could not be looked for. */
  error = $state.raw<unknown>(null);

  #host: Host;
  #pace: Pace;
  /** Rises with everything that is typed or chosen, so that an answer that was overtaken is dropped. */
  #version = 0;

  constructor(host: Host, pacing: (ask: () => void) => Pace = (ask) => new FramePace(ask)) {
    this.#host = host;
    this.#pace = pacing(() => void this.#begin());
  }

  type(text: string): void {
    this.text = text;
    this.#changed();
  }

  filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change };
    this.#changed();
  }

  /** Looks for the same again: what there is has changed. */
  again(): void {
    this.#changed();
  }

  /** Looks for more of the same. */
  async more(): Promise<void> {
    if (this.asking || this.next === null) return;
    const { wanted } = this;
    if (wanted) await this.#ask(wanted, this.next, this.messages);
  }

  /** What is looked for; nothing where that would be everything. */
  get wanted(): SearchConversations | null {
    const text = this.text.trim();
    const { role, provider, model, folder, when, first, last, hasImage } = this.filters;
    const { from, to } = momentsOf(when, { first, last }, Date.now());
    const isBounded = from !== null && to !== null;
    if (text === '' && role === null && provider === null && model === null && !hasImage && !isBounded) {
      return null;
    }
    return { text, role, provider, model, folder, from, to, has_image: hasImage, before: null, limit: null };
  }

  #changed(): void {
    this.#version += 1;
    this.#pace.ask();
  }

  async #begin(): Promise<void> {
    const { wanted } = this;
    if (wanted) {
      await this.#ask(wanted, null, []);
      return;
    }
    this.titles = [];
    this.messages = [];
    this.next = null;
    this.asking = this.answered = false;
    this.error = null;
  }

  /** Asks until there is something to show beside what is there already, or nothing more to be found. */
  async #ask(
    wanted: SearchConversations,
    before: number | null,
    known: readonly FoundMessage[],
  ): Promise<void> {
    const version = this.#version;
    let from = before;
    let titles = before === null ? [] : this.titles;
    this.asking = true;
    try {
      let page: SearchPage;
      do {
        page = await this.#host.call('search', { ...wanted, before: from });
        if (version !== this.#version) return;
        titles = [...titles, ...page.conversations];
        from = page.next;
      } while (page.messages.length === 0 && from !== null);
      this.titles = titles;
      this.messages = [...known, ...page.messages];
      this.next = from;
      this.answered = true;
      this.error = null;
    } catch (error) {
      if (version !== this.#version) return;
      this.error = error;
      this.next = null;
    }
    this.asking = false;
  }
}
