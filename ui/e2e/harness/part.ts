import { Key, WebDriverError, type ElementId, type Session } from './webdriver';
import { until } from './until';

/** Where elements of a role are looked for; the web view itself says whether they have it. */
const CANDIDATES = {
  alert: '[role=alert]',
  article: 'article, [role=article]',
  button: 'button, summary, [role=button]',
  dialog: 'dialog, [role=dialog], [role=alertdialog]',
  heading: 'h1, h2, h3, h4, h5, h6, [role=heading]',
  image: 'img',
  link: 'a[href], [role=link]',
  list: 'ul, ol, [role=list]',
  listbox: 'select, [role=listbox]',
  listitem: 'li, [role=listitem]',
  log: '[role=log]',
  menuitem: '[role=menuitem]',
  navigation: 'nav, [role=navigation]',
  option: 'option, [role=option]',
  progressbar: 'progress, [role=progressbar]',
  radio: 'input[type=radio], [role=radio]',
  region: 'section, [role=region]',
  searchbox: 'input[type=search], [role=searchbox]',
  status: 'output, [role=status]',
  tab: '[role=tab]',
  textbox: 'textarea, input, [role=textbox]',
} as const;

export type Role = keyof typeof CANDIDATES;

/** A part of the page, found as assistive technology finds it: by its role and its name. */
export class Part {
  constructor(
    protected readonly session: Session,
    private element?: ElementId,
    /** Finds it again where the page has put another element in its place. */
    private readonly find?: () => Promise<ElementId>,
  ) {}

  /** The parts inside this one that can be seen now. */
  async all(role: Role, name?: string | RegExp): Promise<Part[]> {
    return (await this.elements(role, name)).map((element) => new Part(this.session, element));
  }

  /** The one such part inside this one; waits for it. */
  get(role: Role, name?: string | RegExp): Promise<Part> {
    return this.found(`there is one ${role} ${name ?? ''}`, async () => {
      const found = await this.elements(role, name);
      if (found.length > 1) throw new Error(`there are ${found.length} of them`);
      return found[0];
    });
  }

  /** The last such part inside this one; waits for one. */
  last(role: Role, name?: string | RegExp): Promise<Part> {
    return this.found(`there is a ${role} ${name ?? ''}`, async () =>
      (await this.elements(role, name)).at(-1),
    );
  }

  /** Whether there is such a part now. */
  async has(role: Role, name?: string | RegExp): Promise<boolean> {
    return (await this.all(role, name)).length > 0;
  }

  /** Waits until there is no such part. */
  async gone(role: Role, name?: string | RegExp): Promise<void> {
    await until(`there is no ${role} ${name ?? ''}`, async () => !(await this.has(role, name)));
  }

  /** Its text as it is shown. */
  text(): Promise<string> {
    return this.run((element) => element.innerText);
  }

  /** Waits until its text as it is shown has this in it, and gives all of it. */
  async says(text: string | RegExp, options?: { within: number }): Promise<string> {
    let last = '';
    try {
      return await until(
        `it says ${text}`,
        async () => {
          last = await this.text();
          return (typeof text === 'string' ? last.includes(text) : text.test(last)) && last;
        },
        options,
      );
    } catch (error) {
      throw new Error(`it says something else: ${JSON.stringify(last)}`, { cause: error });
    }
  }

  /** What stands in a field. */
  value(): Promise<string> {
    return this.run((element) => (element as HTMLInputElement).value);
  }

  /** Waits until a picture has been drawn. */
  async loaded(): Promise<void> {
    await until('the picture is loaded', () =>
      this.run((element) => (element as HTMLImageElement).naturalWidth > 0),
    );
  }

  attribute(name: string): Promise<string | null> {
    return this.run((element, name) => element.getAttribute(name), name);
  }

  name(): Promise<string> {
    return this.there((element) => this.session.name(element));
  }

  click(): Promise<void> {
    return this.there((element) => this.session.click(element));
  }

  type(text: string): Promise<void> {
    return this.there((element) => this.session.type(element, text));
  }

  /** Types in place of what stands in a field. */
  async fill(text: string): Promise<void> {
    await this.type(`${Key.Control}a`);
    await this.type(text);
  }

  /** Runs a function of this part in the page. */
  run<A extends unknown[], R>(script: (element: HTMLElement, ...args: A) => R, ...args: A) {
    return this.there((element) => this.session.runOn(element, script, ...args));
  }

  private async elements(role: Role, name?: string | RegExp): Promise<ElementId[]> {
    const search = (within?: ElementId) => this.session.visible(CANDIDATES[role], within);
    const candidates = await (this.element === undefined ? search() : this.there(search));
    const found: ElementId[] = [];
    for (const element of candidates) {
      try {
        if ((await this.session.role(element)) !== role) continue;
        if (name !== undefined && !matches(await this.session.name(element), name)) continue;
        found.push(element);
      } catch (error) {
        // It left the page between the two looks.
        if (!isStale(error)) throw error;
      }
    }
    return found;
  }

  private async found(what: string, look: () => Promise<ElementId | undefined>): Promise<Part> {
    const find = () => until(what, look);
    return new Part(this.session, await find(), find);
  }

  /** Does something with its element; with the one in its place if it has left the page. */
  private async there<T>(act: (element: ElementId) => Promise<T>): Promise<T> {
    if (this.element === undefined) throw new Error('the page as a whole is no element');
    try {
      return await act(this.element);
    } catch (error) {
      if (!isStale(error) || this.find === undefined) throw error;
      this.element = await this.find();
      return act(this.element);
    }
  }
}

function isStale(error: unknown): boolean {
  return error instanceof WebDriverError && error.code === 'stale element reference';
}

function matches(name: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? name === expected : expected.test(name);
}
