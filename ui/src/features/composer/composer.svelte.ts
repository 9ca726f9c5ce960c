import type { AddPicture, ConversationId, MediaLink, Picture, SendMessage } from '../../contract';
import { Refused, type Host } from '../../host/host';
import { refusalOf } from '../../shared/trouble';
import { EMPTY, type Drafts } from './drafts';
import type { Incoming } from './incoming';

/** Something in the strip: a picture, `null` while the engine looks at it, or a link to audio or video. */
export type Attachment = { readonly key: number } & (
  | { readonly picture: Picture | null; readonly media?: undefined }
  | { readonly media: MediaLink; readonly picture?: undefined }
);

/** What was written and attached, as it is sent. */
export type Question = Pick<SendMessage, 'text' | 'images' | 'media'>;

/** Files larger than this, in bytes, are not even read. The engine has the last word on what it takes. */
const LARGEST_FILE = 20 * 1024 * 1024;

/** Sends a question and tells where it went; rejects when it is refused. */
export type Send = (question: Question) => Promise<ConversationId>;

/** The question that is being written in one conversation. */
export class Composer {
  text = $state('');
  attachments = $state.raw<readonly Attachment[]>([]);
  /** Why the last sending or attaching was not done. */
  error = $state.raw<unknown>(null);
  /** Whether it was the sending, which can be tried again as it is. */
  canSendAgain = $state.raw(false);
  sending = $state.raw(false);

  #host: Host;
  #drafts: Drafts;
  #conversation: ConversationId | null;
  #adding: Promise<void>[] = [];
  #nextKey = 0;

  constructor(host: Host, drafts: Drafts, conversation: ConversationId | null) {
    this.#host = host;
    this.#drafts = drafts;
    this.#conversation = conversation;
    const draft = drafts.get(conversation);
    this.text = draft.text;
    this.attachments = [
      ...draft.pictures.map((picture) => ({ key: this.#nextKey++, picture })),
      ...draft.media.map((media) => ({ key: this.#nextKey++, media })),
    ];
  }

  get isEmpty(): boolean {
    return this.text.trim() === '' && this.attachments.length === 0;
  }

  /** Keeps what is written for the next time. */
  keep(): void {
    const { text } = this;
    this.#drafts.set(this.#conversation, { text, pictures: this.#pictures(), media: this.#media() });
  }

  /** Takes attachments in. What is no picture is refused, and nothing else changes. */
  async add(incoming: Incoming[]): Promise<void> {
    this.error = null;
    const added = Promise.all(incoming.map((one) => this.#add(one))).then(() => {});
    this.#adding.push(added);
    await added;
    this.#adding = this.#adding.filter((adding) => adding !== added);
  }

  /** Takes a pasted address in; where it is no picture, it is left as text at the end. */
  async addOrWrite(incoming: Incoming[], text: string): Promise<void> {
    await this.add(incoming);
    if (this.error !== null) this.write(text);
  }

  /** Writes more at the end. */
  write(text: string): void {
    this.text += text;
    this.keep();
  }

  remove(key: number): void {
    this.attachments = this.attachments.filter((attachment) => attachment.key !== key);
    this.keep();
  }

  /** Sends what is written. When it is refused, everything stays as it was. */
  async send(send: Send): Promise<void> {
    if (this.sending || this.isEmpty) return;
    this.sending = true;
    this.error = null;
    try {
      await Promise.all(this.#adding);
      if (this.error !== null) return;
      this.canSendAgain = true;
      const { text, attachments } = this;
      const images = this.#pictures().map(({ image }) => image);
      this.#moveTo(await send({ text, images, media: this.#media() }));
      // What was written while it was on its way is the next question.
      if (this.text.startsWith(text)) this.text = this.text.slice(text.length);
      this.attachments = this.attachments.filter((attachment) => !attachments.includes(attachment));
      this.keep();
    } catch (error) {
      this.error = error;
    } finally {
      this.sending = false;
    }
  }

  /** The conversation has begun: the draft of the one that had not is done with. */
  #moveTo(conversation: ConversationId): void {
    if (conversation === this.#conversation) return;
    this.#drafts.set(this.#conversation, EMPTY);
    this.#conversation = conversation;
  }

  async #add(incoming: Incoming): Promise<void> {
    const key = this.#nextKey++;
    if (incoming.from === 'media') {
      const { kind, url } = incoming;
      this.attachments = [...this.attachments, { key, media: { kind, url } }];
      this.keep();
      return;
    }
    this.attachments = [...this.attachments, { key, picture: null }];
    try {
      const picture = await this.#takeIn(incoming);
      this.attachments = this.attachments.map((one) => (one.key === key ? { key, picture } : one));
      this.keep();
    } catch (error) {
      this.error = error;
      this.canSendAgain = false;
      this.remove(key);
    }
  }

  async #takeIn(incoming: Exclude<Incoming, { from: 'media' }>): Promise<Picture> {
    if (incoming.from === 'link') return this.#firstPicture(incoming.urls);
    if (incoming.file.size > LARGEST_FILE) {
      throw new Refused({ code: 'picture_too_large', limit_bytes: LARGEST_FILE });
    }
    return this.#host.call('add_picture', { from: 'data', base64: await base64Of(incoming.file) });
  }

  /** The first of these addresses that is a picture; where none is, the reason of the first. */
  async #firstPicture(urls: string[]): Promise<Picture> {
    const refusals: unknown[] = [];
    for (const url of urls) {
      const picture: AddPicture = { from: 'link', url };
      try {
        return await this.#host.call('add_picture', picture);
      } catch (error) {
        refusals.push(error);
        if (refusalOf(error)?.code !== 'not_a_picture') break;
      }
    }
    throw refusals[0];
  }

  #pictures(): Picture[] {
    return this.attachments.flatMap(({ picture }) => picture ?? []);
  }

  #media(): MediaLink[] {
    return this.attachments.flatMap(({ media }) => media ?? []);
  }
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // A data address: what follows its comma is the base64.
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}
