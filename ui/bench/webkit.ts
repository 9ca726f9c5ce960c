import { readdirSync } from 'node:fs';

import { APP } from '../e2e/harness/binaries';
import { freePort } from '../e2e/harness/free_port';
import { Home } from '../e2e/harness/home';
import { descendantsOf } from '../e2e/harness/processes';
import { Program } from '../e2e/harness/program';
import { until } from '../e2e/harness/until';
import { Key, Session } from '../e2e/harness/webdriver';
import { homeWith } from './conversation';
import { processOf } from './process';
import type { Engine, Tab } from './tab';

/** The real window; and for pages that it does not show, the browser that comes with its engine. */
export const inWebKit: Engine = {
  name: 'webkit',
  async openPage(url) {
    const tab = await WebKitTab.open(new Home('reading'), miniBrowser(), ['--automation']);
    await tab.go(url);
    return tab;
  },
  openApplication: (models, earlier) => WebKitTab.open(homeWith(models, earlier), APP, []),
};

class WebKitTab implements Tab {
  private constructor(
    private readonly home: Home,
    private readonly driver: Program,
    private readonly session: Session,
  ) {}

  static async open(home: Home, binary: string, args: string[]): Promise<WebKitTab> {
    const port = await freePort();
    const driver = await Program.start('WebKitWebDriver', [`--port=${port}`], {
      outputFile: home.outputFile('window'),
      // What the application sets for itself on a machine without a graphics card, unless it is driven.
      env: { ...home.env, TAURI_WEBVIEW_AUTOMATION: 'true', WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
    });
    const server = `http://127.0.0.1:${port}`;
    await until('the driver listens', async () => (await fetch(`${server}/status`)).ok);
    return new WebKitTab(
      home,
      driver,
      await Session.open(server, { 'webkitgtk:browserOptions': { binary, args } }),
    );
  }

  go(url: string): Promise<void> {
    return this.session.go(url);
  }

  run<A extends readonly unknown[], R>(script: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    return this.session.run(script as unknown as (...args: unknown[]) => R, ...args);
  }

  async type(text: string): Promise<void> {
    const [field] = await until('the textbox is there', async () => {
      const fields = await this.session.visible('textarea');
      return fields.length > 0 && fields;
    });
    for (const letter of text) await this.session.type(field!, letter);
  }

  press(key: string): Promise<void> {
    return this.session.press(key === 'Enter' ? Key.Enter : key);
  }

  cpuSeconds(): Promise<number> {
    return this.measured(({ cpuSeconds }) => cpuSeconds);
  }

  megabytes(): Promise<number> {
    return this.measured(({ megabytes }) => megabytes);
  }

  peakMegabytes(): Promise<number> {
    return this.measured(({ peakMegabytes }) => peakMegabytes);
  }

  async close(): Promise<void> {
    const all = descendantsOf(this.driver.pid);
    await this.session.closeWindow();
    await until('the window has closed', () => !all.some((pid) => processOf(pid).name !== ''));
    await this.driver.stop();
    this.home.remove();
  }

  private async measured(what: (process: ReturnType<typeof processOf>) => number): Promise<number> {
    const processes = descendantsOf(this.driver.pid).map(processOf);
    // The kernel keeps fifteen letters of a name.
    return Math.max(0, ...processes.filter(({ name }) => name.startsWith('WebKitWebProces')).map(what));
  }
}

/** Debian puts it beside the engine's other programs. */
function miniBrowser(): string {
  const folder = readdirSync('/usr/lib').find((name) => name.endsWith('-linux-gnu')) ?? '';
  return `/usr/lib/${folder}/webkit2gtk-4.1/MiniBrowser`;
}
