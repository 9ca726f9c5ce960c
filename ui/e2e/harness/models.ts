import { TESTKIT } from './binaries';
import type { Home } from './home';
import { Program } from './program';
import { until } from './until';

/** A request as the model server got it; header names are in small letters. */
export interface WireRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** What a chat request says, as far as these tests look. */
export interface ChatBody {
  model: string;
  stream?: boolean;
  messages: { role: string; content: unknown; images?: string[] }[];
}

/** A reply as the model server takes it: a kind, and what that kind is described with. */
export type Script = {
  kind: 'chat' | 'sse' | 'ndjson' | 'json' | 'html' | 'raw' | 'flood' | 'fault';
} & Record<string, unknown>;

/** A model server of the test's own, which says what it is told to and remembers what it heard. */
export class ModelServer {
  private constructor(
    private readonly program: Program,
    readonly url: string,
  ) {}

  static async start(home: Home): Promise<ModelServer> {
    const program = await Program.start(TESTKIT, [], {
      outputFile: home.outputFile('testkit'),
      env: home.env,
    });
    const [, url] = await program.printed(/listening on (http:\S+)/);
    return new ModelServer(program, url!);
  }

  /** What the next chat request is answered with, or with a `path` every request for that. */
  async reply(script: Script): Promise<void> {
    await this.control('POST', '/_script', script);
  }

  /** Refuses everybody who does not come with this key. */
  async requireKey(key: string): Promise<void> {
    await this.control('POST', '/_require_key', { key });
  }

  async requests(): Promise<WireRequest[]> {
    return (await this.control('GET', '/_requests')).json() as Promise<WireRequest[]>;
  }

  /** The chat requests so far, oldest first. */
  async chats(): Promise<(WireRequest & { body: ChatBody })[]> {
    const isChat = ({ path }: WireRequest) => /\/(chat\/completions|api\/chat)$/.test(path);
    return (await this.requests()).filter(isChat) as (WireRequest & { body: ChatBody })[];
  }

  /** The newest chat request, once there are `count` of them. */
  async chat(count = 1): Promise<WireRequest & { body: ChatBody }> {
    return until(`${count} chat request(s) arrived`, async () => (await this.chats())[count - 1]);
  }

  /** The connections that were closed before the reply was complete. */
  async hangUps(): Promise<{ path: string; sent: number }[]> {
    return (await this.control('GET', '/_hang_ups')).json() as Promise<{ path: string; sent: number }[]>;
  }

  /** What a flood of this many bytes says. */
  async floodText(bytes: number): Promise<string> {
    return (await this.control('GET', `/_flood_text?bytes=${bytes}`)).text();
  }

  async stop(): Promise<void> {
    this.program.input.end();
    await this.program.stop();
  }

  private async control(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(this.url + path, { method, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response;
  }
}
