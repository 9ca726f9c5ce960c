import type {
  Abilities,
  AppEvent,
  ConversationId,
  ModelChoice,
  Notice,
  Overview,
  Parameters,
  Preferences,
  ProviderView,
  Settings,
} from '../contract';
import { Chat } from '../features/chat/chat.svelte';
import { Composer, type Question } from '../features/composer/composer.svelte';
import { Drafts } from '../features/composer/drafts';
import { Conversations } from '../features/sidebar/conversations.svelte';
import type { Host } from '../host/host';
import { AbilitiesBook } from '../shared/abilities.svelte';
import { UNSET } from '../shared/parameters';

/** The model that needs nothing set up. */
const BUILT_IN: ModelChoice = { provider: 'offline', model: 'demo' };

/** What the whole window shares: the lists, the settings, and the conversation that is read. */
export class App {
  readonly version: string;
  readonly providers: ProviderView[];
  readonly conversations = new Conversations();
  readonly abilities: AbilitiesBook;
  settings: Settings;
  notices: readonly Notice[];
  chat: Chat;
  composer: Composer;
  /** A conversation that was just deleted: it can be had back. */
  deleted = $state.raw<ConversationId | null>(null);
  /** Why the last thing that was asked of the list was not done. */
  error = $state.raw<unknown>(null);

  #drafts = new Drafts();
  /** One a conversation: what one is busy with goes on while another is shown. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  #composers = new Map<ConversationId | null, Composer>();
  #watching = false;

  private constructor(
    readonly host: Host,
    overview: Overview,
  ) {
    this.version = overview.version;
    this.providers = overview.providers;
    this.settings = $state.raw(overview.settings);
    this.notices = $state.raw(overview.notices);
    this.abilities = new AbilitiesBook(host);
    this.chat = $state.raw(new Chat(host, null, overview.settings.parameters));
    this.composer = $state.raw(this.#composerOf(null));
    this.#take(overview);
  }

  /** Begins: what changes is listened to before anything is asked, so that nothing falls between. */
  static async start(host: Host): Promise<App> {
    const missed: AppEvent[] = [];
    let take = (event: AppEvent): void => void missed.push(event);
    let lost = (): void => {};
    host.stream(
      'watch',
      {},
      (event) => take(event),
      () => lost(),
    );
    const app = new App(host, await host.call('overview', {}));
    app.#watching = true;
    take = (event) => app.#changed(event);
    lost = () => (app.#watching = false);
    missed.forEach(take);
    return app;
  }

  /** The model of the next question. */
  get choice(): ModelChoice {
    return this.chat.choice ?? this.settings.default_model ?? BUILT_IN;
  }

  /** The provider of the next question. */
  get provider(): ProviderView | undefined {
    return this.providers.find(({ id }) => id === this.choice.provider);
  }

  /** What the model of the next question can do. */
  get ability(): Abilities {
    return this.abilities.of(this.choice, this.provider);
  }

  /** Shows a conversation, or with `null` one that has not begun. What grows elsewhere goes on. */
  show(conversation: ConversationId | null): void {
    this.chat.close();
    this.chat = new Chat(this.host, conversation, conversation === null ? this.settings.parameters : UNSET);
    this.composer = this.#composerOf(conversation);
    void this.chat.open();
  }

  /** Asks in a conversation, which need not be the one that is shown by now, and tells in which. */
  async send(chat: Chat, question: Question): Promise<ConversationId> {
    const isNew = chat.conversation === null;
    const { summary } = await chat.send(question);
    this.conversations.put(summary);
    const composer = this.#composers.get(null);
    if (isNew && composer) {
      this.#composers.delete(null);
      this.#composers.set(summary.id, composer);
      if (this.chat !== chat && this.composer === composer) this.composer = this.#composerOf(null);
    }
    // Who asks a question has found a way in.
    if (!this.settings.welcomed) void this.prefer({ welcomed: true });
    return summary.id;
  }

  async rename(conversation: ConversationId, title: string): Promise<void> {
    await this.#try(async () => {
      this.conversations.put(await this.host.call('rename_conversation', { conversation, title }));
    });
  }

  async delete(conversation: ConversationId): Promise<void> {
    await this.#try(async () => {
      await this.host.call('delete_conversation', { conversation });
      this.#removed(conversation);
      this.deleted = conversation;
    });
  }

  async undelete(): Promise<void> {
    const conversation = this.deleted;
    this.deleted = null;
    if (conversation === null) return;
    await this.#try(async () => {
      this.conversations.put(await this.host.call('restore_conversation', { conversation }));
      this.show(conversation);
    });
  }

  async chooseModel(choice: ModelChoice, asDefault: boolean): Promise<void> {
    await this.chat.chooseModel(choice);
    if (!asDefault) return;
    await this.#try(async () => {
      await this.host.call('choose_model', { conversation: null, choice });
      this.settings = { ...this.settings, default_model: choice };
    });
  }

  async prefer(change: Partial<Preferences>): Promise<void> {
    await this.#try(async () => {
      const { theme, language, enter_sends, welcomed } = this.settings;
      const preferences = { theme, language, enter_sends, welcomed, ...change };
      this.settings = await this.host.call('save_preferences', preferences);
    });
  }

  /** Lets new conversations begin with these. */
  async makeDefault(parameters: Parameters): Promise<void> {
    await this.#try(async () => {
      this.settings = await this.host.call('set_default_parameters', { parameters });
    });
  }

  /** The window is looked at again: another program may have written meanwhile. */
  async lookAgain(): Promise<void> {
    try {
      if (this.#watching) {
        this.conversations.reset(await this.host.call('list_conversations', {}));
      } else {
        this.#watch();
        this.#take(await this.host.call('overview', {}));
      }
    } catch (error) {
      this.error = error;
    }
    await this.chat.lookAgain();
  }

  dismiss(notice: Notice): void {
    this.notices = this.notices.filter((one) => one !== notice);
  }

  #composerOf(conversation: ConversationId | null): Composer {
    const composer = this.#composers.get(conversation) ?? new Composer(this.host, this.#drafts, conversation);
    this.#composers.set(conversation, composer);
    return composer;
  }

  #watch(): void {
    this.#watching = true;
    this.host.stream(
      'watch',
      {},
      (event) => this.#changed(event),
      () => (this.#watching = false),
    );
  }

  #take({ settings, conversations, live }: Overview): void {
    this.settings = settings;
    this.conversations.reset(conversations);
    this.conversations.resetReplying(live);
  }

  #changed(event: AppEvent): void {
    switch (event.type) {
      case 'conversation_changed':
        this.conversations.put(event.summary);
        return;
      case 'conversation_removed':
        this.#removed(event.conversation);
        return;
      case 'reply_started':
        this.conversations.replyStarted(event.reply);
        if (event.reply.conversation === this.chat.conversation) void this.chat.replyStarted(event.reply);
        return;
      case 'reply_ended':
        this.conversations.replyEnded(event.message);
        if (event.conversation === this.chat.conversation) void this.chat.replyEnded(event.message);
        return;
      case 'notice':
        this.notices = [...this.notices, event.notice];
        return;
      case 'settings_changed':
        this.settings = event.settings;
        return;
      case 'models_changed':
      case 'providers_changed':
        this.abilities.refresh();
    }
  }

  #removed(conversation: ConversationId): void {
    this.#composers.delete(conversation);
    this.conversations.remove(conversation);
    if (this.chat.conversation === conversation) this.show(null);
  }

  async #try(action: () => Promise<unknown>): Promise<void> {
    try {
      this.error = null;
      await action();
    } catch (error) {
      this.error = error;
    }
  }
}
