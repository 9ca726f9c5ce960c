import { PATIENCE } from './until';

/** The name under which the W3C protocol hands out elements. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Keys that are no letters, as the protocol writes them. A modifier holds until the end of what is typed. */
export const Key = { Enter: '\uE007', Control: '\uE009' } as const;

/** An element of the page, as the protocol refers to it. */
export type ElementId = string;

/** A session with a web view, over as much of the W3C WebDriver protocol as these tests speak. */
export class Session {
  private constructor(
    private readonly server: string,
    private readonly id: string,
  ) {}

  static async open(server: string, capabilities: Record<string, unknown>): Promise<Session> {
    const { sessionId } = await command<{ sessionId: string }>('POST', `${server}/session`, {
      capabilities: { alwaysMatch: capabilities },
    });
    return new Session(server, sessionId);
  }

  /** Goes to a page, where the browser lets one. */
  async go(url: string): Promise<void> {
    await this.call('POST', '/url', { url });
  }

  /** Runs a function in the page; elements go in by their id and come out as `{ [ELEMENT]: id }`. */
  run<A extends unknown[], R>(script: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    return this.call<Awaited<R>>('POST', '/execute/sync', {
      script: `return (${script})(...arguments)`,
      args,
    });
  }

  /** Runs a function of an element in the page. */
  runOn<A extends unknown[], R>(
    element: ElementId,
    script: (element: HTMLElement, ...args: A) => R,
    ...args: A
  ): Promise<Awaited<R>> {
    return this.run(script as (...args: unknown[]) => R, { [ELEMENT]: element }, ...args);
  }

  /** The elements that can be seen and match, in the order of the page. */
  async visible(css: string, within?: ElementId): Promise<ElementId[]> {
    const root = within === undefined ? null : { [ELEMENT]: within };
    const found = (await this.run(
      (css, root) =>
        [...((root as ParentNode | null) ?? document).querySelectorAll(css)].filter((element) =>
          element.checkVisibility({ visibilityProperty: true }),
        ) as unknown,
      css,
      root as unknown,
    )) as Record<string, ElementId>[];
    return found.map((reference) => reference[ELEMENT]!);
  }

  /** The role that assistive technology is told. */
  role(element: ElementId): Promise<string> {
    return this.call('GET', `/element/${element}/computedrole`);
  }

  /** The name that assistive technology is told. */
  name(element: ElementId): Promise<string> {
    return this.call('GET', `/element/${element}/computedlabel`);
  }

  async click(element: ElementId): Promise<void> {
    await this.call('POST', `/element/${element}/click`, {});
  }

  async type(element: ElementId, text: string): Promise<void> {
    await this.call('POST', `/element/${element}/value`, { text });
  }

  /** Presses keys with whatever has the focus: `down` together, then up again. */
  async press(...keys: string[]): Promise<void> {
    const down = keys.map((value) => ({ type: 'keyDown', value }));
    const up = keys.map((value) => ({ type: 'keyUp', value })).reverse();
    await this.call('POST', '/actions', {
      actions: [{ type: 'key', id: 'keyboard', actions: [...down, ...up] }],
    });
  }

  /** The page as a picture, PNG. */
  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.call<string>('GET', '/screenshot'), 'base64');
  }

  /** Closes the window, as a person does. The session is over when it was the last. */
  async closeWindow(): Promise<void> {
    await this.call('DELETE', '/window');
  }

  async close(): Promise<void> {
    await this.call('DELETE', '');
  }

  private call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    return command(method, `${this.server}/session/${this.id}${path}`, body);
  }
}

/** A command was not carried out. */
export class WebDriverError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = 'WebDriverError';
  }
}

async function command<T>(method: string, url: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value as T;
  const { error, message } = value as { error: string; message: string };
  throw new WebDriverError(error, message);
}
