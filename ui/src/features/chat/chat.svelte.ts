import type {
  Branches,
  ConversationId,
  ConversationSummary,
  ConversationView,
  LiveReply,
  Message,
  ModelChoice,
  Parameters,
  RecordId,
  SendMessage,
  Sent,
} from '../../contract';
import type { Host } from '../../host/host';
import { UNSET } from '../../shared/parameters';
import { MessageActions } from './actions.svelte';
import { Beside, modelOf } from './beside.svelte';
import { follow } from './follow';
import { wordsOf } from './parts';
import { Reply, type Pacing } from './reply.svelte';

/** What a person asked. */
export type Question = Message & { role: 'user' };

/** What a person asks. */
export type Asked = Pick<SendMessage, 'text' | 'images' | 'media'>;

/**
 * One conversation while it is read: its messages, and the reply that grows. It begins empty where no
 * conversation is named, and becomes one with the first question.
 */
export class Chat {
  conversation = $state.raw<ConversationId | null>(null);
  messages = $state.raw<readonly (Question | Reply)[]>([]);
  /** How many messages come before those that are here. */
  earlier = $state.raw(0);
  /** All versions of a message that has several, oldest first. */
  branches = $state.raw<Readonly<Record<RecordId, readonly RecordId[]>>>({});
  /** The model that was chosen here; `null` is the default. */
  choice = $state.raw<ModelChoice | null>(null);
  parameters = $state.raw<Parameters>(UNSET);
  /** Its line in the list, as it was when it was read last. */
  summary = $state.raw<ConversationSummary | null>(null);
  readOnly = $state.raw(false);
  opening = $state.raw(false);
  /** A question is on its way to the engine. */
  sending = $state.raw(false);
  /** How many replies were asked for here. */
  begun = $state.raw(0);
  /** Why the last thing that was asked for was not done. */
  error = $state.raw<unknown>(null);
  /** Further answers to the question that is read, which grow unseen until one of them is chosen. */
  others = $state.raw<readonly LiveReply[]>([]);
  /** What can be done with its messages. */
  readonly actions: MessageActions;
  /** Several models that answer one question. */
  readonly beside: Beside;

  #host: Host;
  #pacing: Pacing | undefined;
  #unfollow = () => {};
  #followed: LiveReply | null = null;
  /** A reply that was chosen while it grew: the engine is told once there is a message to choose. */
  #toChoose: RecordId | null = null;
  /** A reply that could not be followed: it is looked up again once. */
  #lost: RecordId | null = null;
  /** Rises with every change, so that a view that was asked for before it is not taken for news. */
  #version = 0;
  #set: Promise<unknown> = Promise.resolve();
  #closed = false;
  #readingEarlier: Promise<void> | null = null;
  #stopOnceBegun = false;

  constructor(
    host: Host,
    conversation: ConversationId | null = null,
    parameters: Parameters = UNSET,
    pacing?: Pacing,
  ) {
    this.#host = host;
    this.#pacing = pacing;
    this.conversation = conversation;
    this.parameters = parameters;
    this.actions = new MessageActions(host, this);
    this.beside = new Beside(host, this, pacing);
  }

  /** The reply that grows. */
  get live(): Reply | null {
    const last = this.messages.at(-1);
    return last?.role === 'assistant' && last.answer === null ? last : null;
  }

  /** Whether anything grows here, or is about to. */
  get replying(): boolean {
    return this.live !== null || this.sending || this.others.length > 0;
  }

  /** Whether its messages may be changed now. */
  get canChange(): boolean {
    return !this.readOnly && !this.replying;
  }

  /** How many rounds to send where those that were sent are too many; nothing where there is none to leave out. */
  get fewerRounds(): number | undefined {
    const here = this.messages.filter(({ role }) => role === 'user').length - 1;
    // Of those that are not here it is only known how many they are; mostly every other one is a question.
    const before = here + Math.ceil(this.earlier / 2);
    const sent = Math.min(this.parameters.rounds ?? before, before);
    return sent > 0 ? Math.floor(sent / 2) : undefined;
  }

  /** Whether any message that goes with the next question has this in it. */
  sends(what: RegExp): boolean {
    const { system, rounds } = this.parameters;
    const questions = this.messages.filter(({ role }) => role === 'user');
    const first = rounds === 0 ? undefined : questions.at(-Math.min(rounds ?? Infinity, questions.length));
    const sent = first ? this.messages.slice(this.messages.indexOf(first)) : [];
    return what.test(system ?? '') || sent.some(({ parts }) => what.test(wordsOf(parts)));
  }

  /** The words of the newest answer. */
  get lastAnswer(): string | null {
    const last = this.messages.findLast((message) => message.role === 'assistant');
    return last ? wordsOf(last.parts) : null;
  }

  /** Reads the conversation. */
  async open(): Promise<void> {
    if (this.conversation === null) return;
    this.opening = true;
    await this.refresh();
    this.opening = false;
  }

  /** Reads it again where nothing is under way: another program may have written to it. */
  async lookAgain(): Promise<void> {
    if (!this.replying && this.error === null) await this.refresh();
  }

  /** Reads what comes before the first message that is here: some of it, or all from a message on. */
  async readEarlier(from: RecordId | null = null): Promise<void> {
    // What is read just now need not reach so far.
    if (from !== null) await this.#readingEarlier;
    this.#readingEarlier ??= this.#readMore(from);
    await this.#readingEarlier;
    this.#readingEarlier = null;
  }

  /** Reads everything that comes before, as far as it can be read. */
  async readAll(): Promise<void> {
    for (let before = -1; this.earlier > 0 && this.earlier !== before;) {
      before = this.earlier;
      await this.readEarlier();
    }
  }

  async #readMore(from: RecordId | null): Promise<void> {
    const [conversation, first] = [this.conversation, this.messages[0]];
    if (conversation === null || !first || this.earlier === 0) return;
    await this.attempt(async () => {
      const found = await this.#host.call('earlier_messages', { conversation, message: first.id, from });
      // Another branch may have been chosen meanwhile.
      if (this.messages[0]?.id !== first.id) return;
      this.messages = [...found.messages.map(kept), ...this.messages];
      this.branches = { ...versions(found.branches), ...this.branches };
      this.earlier = found.earlier;
    });
  }

  /** Stops looking. What is being written goes on. */
  close(): void {
    this.#closed = true;
    this.#unfollow();
    this.beside.columns?.close();
  }

  /** Asks a question. Rejects when it is refused, and has changed nothing then. */
  async send(question: Asked): Promise<Sent> {
    const isNew = this.conversation === null;
    const choices = [...this.beside.models];
    const asked: SendMessage = {
      conversation: this.conversation,
      ...question,
      choice: isNew ? this.choice : null,
      parameters: isNew ? this.parameters : null,
    };
    const sent = await this.begin(() =>
      choices.length > 1
        ? this.#host.call('send_to_several', { question: asked, choices })
        : this.#host.call('send', asked),
    );
    this.conversation = sent.summary.id;
    if (choices.length > 1) {
      this.beside.open(sent.question.id);
      // Some of the answers may have begun, and even ended, before it was known where.
      void this.refresh().then(() => this.beside.read());
    }
    return sent;
  }

  /** Answers a question again, with another model if one is named; it answers from now on. */
  async regenerate(message: RecordId, another: ModelChoice | null = null): Promise<void> {
    const conversation = this.conversation;
    if (conversation === null || this.replying) return;
    const column = this.beside.columns?.get(message);
    const choice = another ?? (column ? modelOf(column) : this.choice);
    await this.attempt(async () => {
      await this.begin(async () => {
        const sent = await this.#host.call('regenerate', { conversation, message, choice });
        if (column) this.beside.columns?.replace(message, sent.reply.message);
        return sent;
      });
      if (!column) this.choice = choice;
    });
  }

  /** Answers a question again, and sends fewer of the rounds before it from now on. */
  async regenerateShorter(message: RecordId): Promise<void> {
    const rounds = this.fewerRounds;
    if (rounds === undefined || this.replying) return;
    await this.setParameters({ ...this.parameters, rounds });
    if (this.error === null) await this.regenerate(message);
  }

  /** Stops the reply; what has arrived stays. One that has not begun is stopped as soon as it has. */
  async stop(): Promise<void> {
    if (this.sending) {
      this.#stopOnceBegun = true;
      return;
    }
    const conversation = this.conversation;
    if (conversation === null) return;
    await this.attempt(() => this.#host.call('stop', { conversation }));
  }

  /** Reads another version of a message, and what follows it. */
  async chooseBranch(message: RecordId): Promise<void> {
    const conversation = this.conversation;
    if (conversation === null) return;
    const growing = this.others.find((other) => other.message === message);
    if (growing) {
      this.#swapIn(growing);
      return;
    }
    this.#toChoose = null;
    await this.change(() => this.#host.call('choose_branch', { conversation, message }));
  }

  /** Chooses the model of the next question. */
  async chooseModel(choice: ModelChoice): Promise<void> {
    this.choice = choice;
    this.beside.models = [];
    this.#version += 1;
    const conversation = this.conversation;
    if (conversation !== null) {
      await this.#keep(() => this.#host.call('choose_model', { conversation, choice }));
    }
  }

  /** Sets the conversation up. */
  async setParameters(parameters: Parameters): Promise<void> {
    this.parameters = parameters;
    this.#version += 1;
    const conversation = this.conversation;
    if (conversation !== null) {
      await this.#keep(() => this.#host.call('set_parameters', { conversation, parameters }));
    }
  }

  /** A reply began in this conversation. */
  async replyStarted(reply: LiveReply): Promise<void> {
    if (this.messages.some(({ id }) => id === reply.message)) return;
    const answersTheSame = this.live !== null && this.live.parent === reply.parent;
    // While a question is on its way, its answers may be heard of before it is known which is shown.
    if (this.sending || answersTheSame) this.#addOther(reply);
    else await this.refresh();
  }

  /** A reply of this conversation ended, whether its end was seen or not. */
  async replyEnded(message: RecordId): Promise<void> {
    if (this.others.some((other) => other.message === message)) {
      this.#version += 1;
      this.others = this.others.filter((other) => other.message !== message);
      if (this.beside.columns?.get(message)?.answer === null) await this.beside.read();
      return;
    }
    const reply = this.messages.find(({ id }) => id === message);
    const sawItsEnd = reply?.role === 'assistant' && reply.answer !== null;
    if (!sawItsEnd) await this.refresh();
  }

  /** Changes what is read, and shows it. */
  async change(call: () => Promise<ConversationView>): Promise<void> {
    await this.attempt(async () => this.#show(await call()));
  }

  /** Reads it again, whatever is under way. */
  async refresh(): Promise<void> {
    const conversation = this.conversation;
    if (conversation === null) return;
    await this.attempt(async () => {
      await this.#set;
      const version = this.#version;
      const view = await this.#host.call('open_conversation', { conversation });
      if (version === this.#version) this.#show(view);
      else await this.refresh();
    });
  }

  /** Starts a reply and follows it. Rejects when it is refused, and has changed nothing then. */
  async begin(start: () => Promise<Sent>): Promise<Sent> {
    this.sending = true;
    this.error = null;
    try {
      await this.#set;
      const sent = await start();
      const { question, reply } = sent;
      const place = placeOf(this.messages, question);
      const isAskedAgain = this.messages[place]?.id === question.id;
      const replaced = this.messages[isAskedAgain ? place + 1 : place];
      if (replaced) this.#addVersionOf(replaced.id, isAskedAgain ? reply.message : question.id);
      const wasUnsaved = this.messages.some((message) => message.role === 'assistant' && message.unsaved);
      this.#version += 1;
      this.begun += 1;
      this.summary = sent.summary;
      this.messages = [...this.messages.slice(0, place), question as Question];
      if (this.beside.columns?.question !== question.id) this.beside.fold();
      this.others = this.others.filter(
        ({ message, parent }) => message !== reply.message && parent === reply.parent,
      );
      this.#grow(reply);
      for (const other of this.others) this.addVersion(other);
      if (this.#stopOnceBegun) {
        void this.attempt(() => this.#host.call('stop', { conversation: reply.conversation }));
      }
      // Nothing is said after an answer that is not kept: it is kept now.
      if (wasUnsaved) void this.refresh();
      return sent;
    } catch (error) {
      this.others = this.others.filter(({ parent }) => this.messages.some(({ id }) => id === parent));
      throw error;
    } finally {
      this.sending = false;
      this.#stopOnceBegun = false;
    }
  }

  /** Does something, and keeps the reason where it is not done. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      this.error = null;
      await action();
    } catch (error) {
      this.error = error;
    }
  }

  #show(view: ConversationView): void {
    this.#version += 1;
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
    const before = new Map(this.messages.map((message) => [message.id, message]));
    const above = this.#stillAbove(view);
    const shown = view.messages.map((message) => {
      if (message.role === 'user') return message;
      const known = before.get(message.id);
      const reply = known?.role === 'assistant' ? known : Reply.kept(message);
      reply.end(message.parts, message.answer);
      reply.unsaved = view.unsaved.find((one) => one.message === message.id)?.fault ?? null;
      return reply;
    });
    this.messages = [...above, ...shown];
    this.earlier = view.earlier - above.length;
    this.branches = {
      ...Object.fromEntries(above.flatMap(({ id }) => (this.branches[id] ? [[id, this.branches[id]]] : []))),
      ...versions(view.branches),
    };
    this.choice = view.choice;
    this.parameters = view.parameters;
    this.summary = view.summary;
    this.readOnly = view.read_only;
    const { live } = view;
    // It grows under its question; on another branch, or once it is kept, it is not drawn beside it.
    const isDrawn = live !== null && view.messages.at(-1)?.id === live.parent;
    if (isDrawn) {
      this.#grow(live, before.get(live.message));
    }
    const there = [
      ...view.messages.map(({ id }) => id),
      ...view.branches.flatMap(({ siblings }) => siblings),
    ];
    const unseen = isDrawn || live === null ? view.also_live : [live, ...view.also_live];
    this.others = unseen.filter(({ message }) => !there.includes(message));
    for (const other of this.others) this.addVersion(other);
    this.beside.changed(view);
  }

  /**
   * The messages that are here and come before the end that was read, if they still do: the reader may have
   * looked for them. Where some were deleted elsewhere, they are read again when they are looked for.
   */
  #stillAbove(view: ConversationView): readonly (Question | Reply)[] {
    const parent = view.messages[0]?.parent ?? null;
    const above = this.messages.slice(0, this.messages.findIndex(({ id }) => id === parent) + 1);
    return this.earlier + above.length === view.earlier ? above : [];
  }

  /** Takes note of another answer to the question whose answer is shown. */
  #addOther(reply: LiveReply): void {
    if (this.others.some(({ message }) => message === reply.message)) return;
    this.#version += 1;
    this.others = [...this.others, reply];
    this.addVersion(reply);
    this.beside.fill();
  }

  /** The answers to the same question that are known get one more to switch to. */
  addVersion({ message, parent }: Pick<LiveReply, 'message' | 'parent'>): void {
    const shown = this.messages.find((one) => one.role === 'assistant' && one.parent === parent);
    if (!shown) return;
    const known = this.branches[shown.id] ?? [shown.id];
    if (known.includes(message)) return;
    // Ids sort by time: the oldest is the first.
    const versions = [...known, message].toSorted();
    this.branches = { ...this.branches, ...Object.fromEntries(versions.map((one) => [one, versions])) };
  }

  /** A message gets one more version, which is shown in its place. */
  #addVersionOf(message: RecordId, version: RecordId): void {
    const known = this.branches[message] ?? [message];
    this.branches = { ...this.branches, [version]: [...known, version] };
  }

  /** Shows an answer that grows in place of the one that is shown, which may grow on unseen. */
  #swapIn(reply: LiveReply): void {
    const place = this.messages.findIndex((one) => one.role === 'assistant' && one.parent === reply.parent);
    const shown = this.messages[place];
    if (shown?.role !== 'assistant') return;
    const left = shown.answer === null && this.#followed ? [this.#followed] : [];
    this.others = [...this.others.filter((other) => other !== reply), ...left];
    this.#version += 1;
    this.#toChoose = reply.message;
    this.messages = this.messages.slice(0, place);
    this.#grow(reply);
  }

  #grow(live: LiveReply, known?: Question | Reply): void {
    const isFollowed = known?.role === 'assistant' && this.#followed?.message === live.message;
    const reply = isFollowed ? known : Reply.growing(live, this.#pacing);
    this.messages = [...this.messages, reply];
    if (this.beside.columns?.question === live.parent) this.beside.columns.put(reply);
    if (isFollowed || this.#closed) return;
    this.#unfollow();
    this.#followed = live;
    this.#unfollow = follow(
      this.#host,
      live,
      (batch) => {
        reply.take(batch);
        if (!batch.answer) return;
        this.#version += 1;
        if (this.#toChoose === live.message) void this.chooseBranch(live.message);
      },
      (error) => void this.#lose(live, error),
    );
  }

  /** The reply cannot be followed: most likely it has just ended, and then the conversation holds it. */
  async #lose(live: LiveReply, error: unknown): Promise<void> {
    this.#followed = null;
    if (this.#lost === live.message) {
      this.error = error;
      return;
    }
    this.#lost = live.message;
    await this.refresh();
  }

  async #keep(call: () => Promise<unknown>): Promise<void> {
    const kept = this.#set.then(() => this.attempt(call));
    this.#set = kept;
    await kept;
  }
}

/** Where a question stands: at its own place if it is asked again, else below what it follows. */
function placeOf(messages: readonly (Question | Reply)[], question: Message): number {
  const own = messages.findIndex(({ id }) => id === question.id);
  if (own >= 0 || question.parent === null) return Math.max(own, 0);
  if (messages[0]?.parent === question.parent) return 0;
  const above = messages.findIndex(({ id }) => id === question.parent);
  return above < 0 ? messages.length : above + 1;
}

function kept(message: Message): Question | Reply {
  return message.role === 'user' ? message : Reply.kept(message);
}

function versions(branches: readonly Branches[]): Record<RecordId, readonly RecordId[]> {
  return Object.fromEntries(branches.map(({ message, siblings }) => [message, siblings]));
}
