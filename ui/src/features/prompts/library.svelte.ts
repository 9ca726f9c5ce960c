import type { Assistant, KeptAssistant, KeptPrompt, Prompt } from '../../contract';
import type { Host } from '../../host/host';

/** The prompts and assistants that a person keeps, as they were when they were last looked at. */
export class Library {
  prompts = $state.raw<readonly KeptPrompt[]>([]);
  assistants = $state.raw<readonly KeptAssistant[]>([]);
  /** Why some files could not be read. */
  unreadable = $state.raw<readonly string[]>([]);
  /** Whether it was looked at already. */
  isRead = $state.raw(false);

  #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Looks again: the files may have been changed elsewhere. */
  async read(): Promise<void> {
    const { prompts, assistants, unreadable } = await this.#host.call('library', {});
    this.prompts = prompts;
    this.assistants = assistants;
    this.unreadable = unreadable;
    this.isRead = true;
  }

  /** Keeps a prompt: a new one, or what was changed of one. */
  async savePrompt(id: string | null, prompt: Prompt): Promise<void> {
    await this.#host.call('save_prompt', { id, prompt });
    await this.read();
  }

  async removePrompt(id: string): Promise<void> {
    await this.#host.call('remove_prompt', { id });
    await this.read();
  }

  /** Keeps an assistant: a new one, or what was changed of one. */
  async saveAssistant(id: string | null, assistant: Assistant): Promise<void> {
    await this.#host.call('save_assistant', { id, assistant });
    await this.read();
  }

  async removeAssistant(id: string): Promise<void> {
    await this.#host.call('remove_assistant', { id });
    await this.read();
  }
}
