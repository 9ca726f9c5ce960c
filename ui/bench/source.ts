import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { chunksOf } from './answer';

/** What is said next, and how fast: chunks a second, or all at once. */
export interface Speech {
  text: string;
  perSecond: number | 'burst';
}

/**
 * Says one answer both as a model server and to the bare page, with the same pen and at the same pace, and
 * knows when it wrote the last byte of it.
 */
export class Source {
  /** When the last words were written, in milliseconds since 1970; 0 before. */
  lastByteAt = 0;

  #speech: Speech = { text: '', perSecond: 'burst' };
  #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      if (request.url === '/bare') {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(BARE_PAGE);
      } else if (request.url === '/text') {
        void this.#say(response, (text) => text);
      } else if (request.url?.endsWith('/chat/completions')) {
        request.resume();
        response.setHeader('content-type', 'text/event-stream');
        void this.#say(response, delta, CLOSING);
      } else {
        response.statusCode = 404;
        response.end();
      }
    });
  }

  static async start(): Promise<Source> {
    const source = new Source();
    source.#server.listen(0, '127.0.0.1');
    await once(source.#server, 'listening');
    return source;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  next(speech: Speech): void {
    this.#speech = speech;
    this.lastByteAt = 0;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #say(response: ServerResponse, wire: (text: string) => string, closing = ''): Promise<void> {
    const { text, perSecond } = this.#speech;
    const chunks = perSecond === 'burst' ? [text] : chunksOf(text);
    const began = performance.now();
    let said = 0;
    while (said < chunks.length) {
      const due =
        perSecond === 'burst' ? 1 : Math.floor(((performance.now() - began) * perSecond) / 1000) + 1;
      const now = chunks.slice(said, due);
      if (now.length > 0) response.write(now.map(wire).join(''));
      said = Math.max(said, Math.min(due, chunks.length));
      if (said < chunks.length) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    this.lastByteAt = Date.now();
    response.end(closing);
  }
}

const event = (choice: object) =>
  `data: ${JSON.stringify({ id: 'answer', object: 'chat.completion.chunk', model: 'bench', choices: [choice] })}\n\n`;
const delta = (content: string) => event({ index: 0, delta: { content }, finish_reason: null });
const CLOSING = `${event({ index: 0, delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`;

/** The floor: one element that grows once a frame, and its end kept in view. */
const BARE_PAGE = `<!doctype html>
<meta charset="utf-8">
<title>bare</title>
<style>pre { white-space: pre-wrap; max-width: 46rem; margin: 0 auto }</style>
<pre></pre>
<script>
  async function read() {
    const page = document.querySelector('pre');
    let waiting = '';
    const draw = () => {
      page.append(waiting);
      waiting = '';
      scrollTo(0, document.documentElement.scrollHeight);
    };
    const response = await fetch('/text');
    for (const reader = response.body.pipeThrough(new TextDecoderStream()).getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return;
      if (waiting === '') requestAnimationFrame(draw);
      waiting += value;
    }
  }
</script>`;
