import type { LiveReply, Message, MessageRef, RecordId } from '../../contract';
import type { Host } from '../../host/host';
import { follow } from './follow';
import { Reply, type Pacing } from './reply.svelte';

/** The answers to one question beside each other, each growing on its own. */
export class Columns {
  replies = $state.raw<readonly Reply[]>([]);

  #host: Host;
  #pacing: Pacing | undefined;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  #unfollow = new Map<RecordId, () => void>();
  /** Of an answer that was made again: the first that stood in its place. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  #places = new Map<RecordId, RecordId>();
  /** Answers that were made again. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  #replaced = new Set<RecordId>();

  constructor(
    host: Host,
    /** The question. */
    private readonly asked: MessageRef,
    private readonly onerror: (error: unknown) => void,
    pacing?: Pacing,
  ) {
    this.#host = host;
    this.#pacing = pacing;
  }

  get question(): RecordId {
    return this.asked.message;
  }

  get(message: RecordId): Reply | undefined {
    return this.replies.find(({ id }) => id === message);
  }

  /** Takes an answer in that somebody else follows. */
  put(reply: Reply): void {
    if (this.replies.includes(reply)) return;
    this.#leave(reply.id);
    const others = this.replies.filter(({ id }) => id !== reply.id);
    // Ids sort by time: the models stand in the order in which they were chosen.
    this.replies = [...others, reply].toSorted((one, other) =>
      this.#place(one.id) < this.#place(other.id) ? -1 : 1,
    );
  }

  /** Takes in what is there by now: the answer that is read, those that grow unseen, and those that are kept. */
  fill(
    messages: readonly (Message | Reply)[],
    branches: Readonly<Record<RecordId, readonly RecordId[]>>,
    others: readonly LiveReply[],
  ): void {
    const read = messages.find((one) => one instanceof Reply && one.parent === this.question);
    if (read instanceof Reply) this.put(read);
    for (const other of others) if (other.parent === this.question) this.#grow(other);
    const versions = this.replies.flatMap(({ id }) => branches[id] ?? []);
    if (versions.some((version) => !this.#has(version))) void this.read();
  }

  /** Reads what is kept. */
  async read(): Promise<void> {
    try {
      for (const message of await this.#host.call('answers', this.asked)) {
        if (message.role !== 'assistant') continue;
        const known = this.get(message.id);
        if (known) known.end(message.parts, message.answer);
        else if (!this.#has(message.id)) this.put(Reply.kept(message));
      }
    } catch (error) {
      this.onerror(error);
    }
  }

  /** Lets another answer stand in place of one. */
  replace(message: RecordId, by: RecordId): void {
    this.#leave(message);
    this.#places.set(by, this.#place(message));
    this.#replaced.add(message);
    this.replies = this.replies.filter(({ id }) => id !== message);
  }

  /** Stops looking. What is being written goes on. */
  close(): void {
    for (const message of [...this.#unfollow.keys()]) this.#leave(message);
  }

  /** Follows an answer that is being made. */
  #grow(live: LiveReply): void {
    if (this.#has(live.message)) return;
    const reply = Reply.growing(live, this.#pacing);
    this.put(reply);
    // One that is lost has most likely just ended, and is kept then.
    const lost = () => void this.read();
    this.#unfollow.set(
      live.message,
      follow(this.#host, live, (batch) => reply.take(batch), lost),
    );
  }

  /** Whether there is a column for this answer, or was before it was made again. */
  #has(message: RecordId): boolean {
    return this.#replaced.has(message) || this.get(message) !== undefined;
  }

  #place(message: RecordId): RecordId {
    return this.#places.get(message) ?? message;
  }

  #leave(message: RecordId): void {
    this.#unfollow.get(message)?.();
    this.#unfollow.delete(message);
  }
}
