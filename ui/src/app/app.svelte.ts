import type {
  Abilities,
  AppEvent,
  ConversationId,
  ListConversations,
  ModelChoice,
  Notice,
  Overview,
  Parameters,
  Preferences,
  ProviderView,
  RecordId,
  Settings,
} from '../contract';
import { Chat } from '../features/chat/chat.svelte';
import { Composer, type Question } from '../features/composer/composer.svelte';
import { Drafts } from '../features/composer/drafts';
import { Search } from '../features/search/search.svelte';
import { ALL, Conversations, type ListFilter } from '../features/sidebar/conversations.svelte';
import type { Host } from '../host/host';
import { AbilitiesBook } from '../shared/abilities.svelte';
import { catalogueOf } from '../shared/catalogue.svelte';
import { keepingOf } from '../shared/keeping.svelte';
import { unmark } from '../shared/marks';
import { UNSET } from '../shared/parameters';
import { preferencesWith } from '../shared/preferences';
import { pullsOf } from '../shared/pulls.svelte';
import { markSeen } from './seen';
import { Zoom } from './zoom';

/** The model that needs nothing set up. */
const BUILT_IN: ModelChoice = { provider: 'offline', model: 'demo' };

/** As many conversations are listed at first. */
const PAGE = 60;

/** What the whole window shares: the lists, the settings, and the conversation that is read. */
export class App {
  readonly version: string;
  readonly conversations = new Conversations();
  readonly search: Search;
  readonly abilities: AbilitiesBook;
  readonly zoom: Zoom;
  notices: readonly Notice[];
  providers: ProviderView[];
  chat: Chat;
  composer: Composer;
  /** A conversation that was just deleted: it can be had back. */
  deleted = $state.raw<ConversationId | null>(null);
  /** Why the last thing that was asked of the list was not done. */
  error = $state.raw<unknown>(null);

  #settings: Settings;
  #drafts = new Drafts();
  /** One a conversation: what one is busy with goes on while another is shown. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  #composers = new Map<ConversationId | null, Composer>();
  #watching = false;
  /** Further conversations are on their way. */
  #listing = false;
  /** Rises with every asking for the list, so that an answer that was overtaken is not taken for news. */
  #asked = 0;

  private constructor(
    readonly host: Host,
    overview: Overview,
  ) {
    this.version = overview.version;
    this.search = new Search(host);
    this.providers = $state.raw(overview.providers);
    this.#settings = $state.raw(overview.settings);
    this.notices = $state.raw(overview.notices);
    this.abilities = new AbilitiesBook(host);
    this.zoom = new Zoom(host);
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

  get settings(): Settings {
    return this.#settings;
  }

  set settings(settings: Settings) {
    const isSame = JSON.stringify(this.chat.parameters) === JSON.stringify(this.#settings.parameters);
    this.#settings = settings;
    // What has not begun, and was not set up otherwise, begins as every new conversation does.
    if (this.chat.conversation === null && isSame) this.chat.parameters = settings.parameters;
  }

  /** The model of the next question. */
  get choice(): ModelChoice {
    return this.chat.beside.models[0] ?? this.chat.choice ?? this.settings.default_model ?? BUILT_IN;
  }

  /** The provider of the next question. */
  get provider(): ProviderView | undefined {
    return this.providers.find(({ id }) => id === this.choice.provider);
  }

  /** What the model of the next question can do. */
  get ability(): Abilities {
    return this.abilities.of(this.choice, this.provider);
  }

  /** What the model of new conversations can do. */
  get defaultAbility(): Abilities {
    return this.abilityOf(null);
  }

  /** What a model can do; `null` is the default. */
  abilityOf(model: ModelChoice | null): Abilities {
    const choice = model ?? this.settings.default_model ?? BUILT_IN;
    return this.abilities.of(
      choice,
      this.providers.find(({ id }) => id === choice.provider),
    );
  }

  /** Shows a conversation, or with `null` one that has not begun. What grows elsewhere goes on. */
  show(conversation: ConversationId | null): Promise<void> {
    this.turnAway();
    unmark();
    this.chat.close();
    this.chat = new Chat(this.host, conversation, conversation === null ? this.settings.parameters : UNSET);
    this.composer = this.#composerOf(conversation);
    return this.chat.open();
  }

  /** Nobody looks at the conversation any more: an answer that comes now is news. */
  turnAway(): void {
    if (this.chat.replying) void markSeen(this.host, this.chat);
  }

  /** What is shown of the conversation has been seen. */
  seen(): void {
    void markSeen(this.host, this.chat);
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

  async pin(conversation: ConversationId, pinned: boolean): Promise<void> {
    await this.#try(async () => {
      this.conversations.put(await this.host.call('set_pinned', { conversation, pinned }));
    });
  }

  /** Puts a conversation into a folder, which need not be there yet; with `null` into none. */
  async moveTo(conversation: ConversationId, folder: string | null): Promise<void> {
    await this.#try(async () => {
      this.conversations.put(await this.host.call('set_folder', { conversation, folder }));
      this.conversations.labels = await this.host.call('list_labels', {});
    });
  }

  async tag(conversation: ConversationId, tags: string[]): Promise<void> {
    await this.#try(async () => {
      this.conversations.put(await this.host.call('set_tags', { conversation, tags }));
      this.conversations.labels = await this.host.call('list_labels', {});
    });
  }

  /** Looks up which folders and tags there are. */
  async listLabels(): Promise<void> {
    await this.#try(async () => {
      this.conversations.labels = await this.host.call('list_labels', {});
    });
  }

  /** Lists the conversations of a folder or tag only. */
  async filter(filter: ListFilter): Promise<void> {
    await this.#try(() => this.#list(filter, PAGE));
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
      void this.show(conversation);
    });
  }

  /** Begins a conversation with everything up to a message of the one that is shown, and shows it. */
  async fork(message: RecordId): Promise<void> {
    await this.#try(async () => {
      const summary = await this.chat.actions.fork(message);
      this.conversations.put(summary);
      this.show(summary.id);
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
      this.settings = await this.host.call('save_preferences', preferencesWith(this.settings, change));
    });
  }

  /** Marks a model, or takes the mark back. */
  async markFavourite(choice: ModelChoice, favourite: boolean): Promise<void> {
    await this.#try(async () => {
      this.settings = await this.host.call('set_favourite', { choice, favourite });
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
        await this.#listAgain();
      } else {
        this.#watch();
        this.#take(await this.host.call('overview', {}));
      }
    } catch (error) {
      this.error = error;
    }
    await this.chat.lookAgain();
  }

  /** Lists further conversations, if there are any. */
  async listMore(): Promise<void> {
    const after = this.conversations.next;
    if (after === null || this.#listing) return;
    this.#listing = true;
    await this.#try(async () => {
      const { filter } = this.conversations;
      const more = await this.host.call('list_conversations', { ...this.#listed(filter, PAGE), after });
      if (filter === this.conversations.filter && after === this.conversations.next) {
        this.conversations.add(more);
      }
    });
    this.#listing = false;
  }

  dismiss(notice: Notice): void {
    this.notices = this.notices.filter((one) => one !== notice);
  }

  /** Lists as many conversations again as were there. */
  async #listAgain(): Promise<void> {
    await this.#list(this.conversations.filter, Math.max(PAGE, this.conversations.list.length));
  }

  async #list(filter: ListFilter, limit: number): Promise<void> {
    const asked = ++this.#asked;
    const page = await this.host.call('list_conversations', this.#listed(filter, limit));
    if (asked !== this.#asked) return;
    this.conversations.filter = filter;
    this.conversations.reset(page);
  }

  /** The list as it stands in the sidebar, from its beginning. */
  #listed(filter: ListFilter, limit: number): ListConversations {
    return { bin: false, ...filter, after: null, limit };
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

  #take({ settings, providers, conversations, indexing, live, pulls }: Overview): void {
    this.settings = settings;
    this.providers = providers;
    this.#asked += 1;
    this.conversations.filter = ALL;
    this.conversations.reset(conversations);
    this.conversations.indexed(indexing);
    this.conversations.resetReplying(live);
    pullsOf(this.host).reset(pulls);
    keepingOf(this.host).indexing = indexing;
  }

  #changed(event: AppEvent): void {
    switch (event.type) {
      case 'conversation_changed':
        this.conversations.put(event.summary);
        return;
      case 'conversation_removed':
        this.#removed(event.conversation);
        return;
      case 'list_changed':
        void this.#try(() => this.#listAgain());
        return;
      case 'changed_elsewhere':
        if (event.conversation === this.chat.conversation) void this.chat.lookAgain();
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
      case 'indexing':
        this.conversations.indexed(event.indexing);
        keepingOf(this.host).take(event);
        return;
      case 'import':
      case 'backed_up':
        keepingOf(this.host).take(event);
        return;
      case 'pull':
        pullsOf(this.host).take(event.pull);
        return;
      case 'models_changed':
        void catalogueOf(this.host).changed(event.provider);
        this.abilities.refresh();
        return;
      case 'providers_changed':
        this.providers = event.providers;
        catalogueOf(this.host).providersChanged(event.providers);
        this.abilities.refresh();
    }
  }

  #removed(conversation: ConversationId): void {
    this.#composers.delete(conversation);
    this.conversations.remove(conversation);
    if (this.chat.conversation === conversation) void this.show(null);
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
