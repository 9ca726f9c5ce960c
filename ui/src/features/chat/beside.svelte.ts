import type { ConversationView, ModelChoice, RecordId } from '../../contract';
import type { Host } from '../../host/host';
import { isSame } from '../../shared/models';
import type { Chat } from './chat.svelte';
import { Columns } from './columns.svelte';
import type { Pacing, Reply } from './reply.svelte';

/** Several models that answer one question, read side by side. */
export class Beside {
  /** The models that the next question goes to, where they are several. */
  models = $state.raw<readonly ModelChoice[]>([]);
  /** The answers that are read side by side, where some are. */
  columns = $state.raw<Columns | null>(null);

  #host: Host;
  #chat: Chat;
  #pacing: Pacing | undefined;
  /** The question whose answers are not to be read side by side unless that is asked for. */
  #folded: RecordId | null = null;

  constructor(host: Host, chat: Chat, pacing?: Pacing) {
    this.#host = host;
    this.#chat = chat;
    this.#pacing = pacing;
  }

  /** Reads the answers to a question side by side. */
  open(question: RecordId): void {
    const { conversation } = this.#chat;
    if (conversation === null || this.columns?.question === question) return;
    this.columns?.close();
    const failed = (error: unknown) => (this.#chat.error = error);
    this.columns = new Columns(this.#host, { conversation, message: question }, failed, this.#pacing);
    this.fill();
  }

  /** Reads one answer at a time again. */
  fold(): void {
    this.columns?.close();
    this.#folded = this.columns?.question ?? this.#folded;
    this.columns = null;
  }

  /** Goes on with one of the answers, and with its model. */
  async goOnWith(reply: Reply): Promise<void> {
    const isRead = this.#chat.messages.some(({ id }) => id === reply.id);
    this.fold();
    this.models = [];
    await this.#chat.chooseModel(modelOf(reply));
    if (!isRead) await this.#chat.chooseBranch(reply.id);
  }

  /** Stops one of the replies; what has arrived stays. */
  async stop(message: RecordId): Promise<void> {
    const { conversation } = this.#chat;
    if (conversation === null) return;
    await this.#chat.attempt(() => this.#host.call('stop_reply', { conversation, message }));
  }

  /** What is read has changed: answers of several models that grow are read side by side, unless one was chosen. */
  changed({ live, also_live }: ConversationView): void {
    const isOfSeveral = also_live.some(({ choice }) => live && !isSame(choice, live.choice));
    if (live && isOfSeveral && live.parent !== this.#folded) this.open(live.parent);
    this.fill();
  }

  /** Has the columns take in what there is by now. */
  fill(): void {
    const { columns } = this;
    if (!columns) return;
    const { messages, branches, others } = this.#chat;
    if (!messages.some(({ id }) => id === columns.question)) this.fold();
    else columns.fill(messages, branches, others);
  }

  /** Has the columns read what is kept by now, each of which is a version to switch to. */
  async read(): Promise<void> {
    const { columns } = this;
    await columns?.read();
    for (const { id, parent } of columns?.replies ?? []) {
      if (parent !== null) this.#chat.addVersion({ message: id, parent });
    }
  }
}

/** The model that answered. */
export const modelOf = ({ choice: { provider, model } }: Reply): ModelChoice => ({ provider, model });
