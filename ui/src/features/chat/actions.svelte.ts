import type { ConversationId, ConversationSummary, RecordId } from '../../contract';
import type { Host } from '../../host/host';
import { t } from '../../messages/messages.svelte';
import type { Asked, Chat } from './chat.svelte';

/** What can be done with the messages of one conversation. */
export class MessageActions {
  /** The question that is put in other words just now. */
  editing = $state.raw<RecordId | null>(null);
  /** The message that was left out last: it can be had back. */
  deleted = $state.raw<RecordId | null>(null);

  #host: Host;
  #chat: Chat;

  constructor(host: Host, chat: Chat) {
    this.#host = host;
    this.#chat = chat;
  }

  /** Begins to put the last question in other words. */
  editLast(): void {
    const last = this.#chat.messages.findLast(({ role }) => role === 'user');
    if (last && !this.#chat.readOnly) this.editing = last.id;
  }

  /** Asks a question in other words, beside the first. Rejects when it is refused, and has changed nothing then. */
  async edit(message: RecordId, asked: Asked): Promise<void> {
    const { choice } = this.#chat;
    await this.#chat.begin(() =>
      this.#host.call('edit_message', { conversation: this.#conversation, message, ...asked, choice }),
    );
    this.editing = null;
  }

  /** Goes on with an answer that was cut off. */
  async continueAnswer(message: RecordId): Promise<void> {
    if (this.#chat.replying) return;
    await this.#chat.attempt(() =>
      this.#chat.begin(() =>
        this.#host.call('continue_answer', {
          conversation: this.#conversation,
          message,
          words: t('chat.go_on'),
        }),
      ),
    );
  }

  /** Leaves a message out. Where another version of it would be out of sight then, that is read. */
  async delete(message: RecordId): Promise<void> {
    const conversation = this.#conversation;
    const isLast = this.#chat.messages.at(-1)?.id === message;
    const versions = this.#chat.branches[message] ?? [];
    const place = versions.indexOf(message);
    const next = versions[place + 1] ?? versions[place - 1];
    await this.#chat.change(async () => {
      const view = await this.#host.call('delete_message', { conversation, message });
      this.deleted = message;
      return isLast && next !== undefined
        ? this.#host.call('choose_branch', { conversation, message: next })
        : view;
    });
  }

  /** Takes the last deletion back. */
  async restore(): Promise<void> {
    const conversation = this.#conversation;
    const message = this.deleted;
    this.deleted = null;
    if (message === null) return;
    await this.#chat.change(async () => {
      const view = await this.#host.call('restore_message', { conversation, message });
      return view.messages.some(({ id }) => id === message)
        ? view
        : this.#host.call('choose_branch', { conversation, message });
    });
  }

  /** Begins a conversation with everything up to a message. */
  fork(message: RecordId): Promise<ConversationSummary> {
    return this.#host.call('fork', { conversation: this.#conversation, message });
  }

  /** Tries again to keep an answer that is only in memory. Rejects with the reason where that fails. */
  async saveAgain(message: RecordId): Promise<void> {
    await this.#host.call('save_again', { conversation: this.#conversation, message });
    await this.#chat.refresh();
  }

  /** Writes the conversation, with an answer that is only in memory, into a file. Rejects where that fails. */
  async saveElsewhere(message: RecordId, path: string): Promise<void> {
    await this.#host.call('save_elsewhere', { conversation: this.#conversation, message, path });
  }

  /** What has messages has begun. */
  get #conversation(): ConversationId {
    const { conversation } = this.#chat;
    if (conversation === null) throw new Error('the conversation has not begun');
    return conversation;
  }
}
