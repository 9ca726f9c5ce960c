import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';

import { FLAGS, PROGRAM } from '../e2e/harness/browser';
import { DevServer } from '../e2e/harness/devserver';
import { homeWith } from './conversation';
import { processOf } from './process';
import type { Engine, Tab } from './tab';

/** Debian's Chromium: the application stands behind the development server. */
export const inChromium: Engine = {
  name: 'chromium',
  openPage: (url) => ChromiumTab.open(url, async () => {}),
  async openApplication(models, earlier) {
    const home = homeWith(models, earlier);
    const server = await DevServer.start(home);
    return ChromiumTab.open(server.url, async () => {
      await server.stop();
      home.remove();
    });
  },
};

class ChromiumTab implements Tab {
  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    private readonly system: CDPSession,
    private readonly closed: () => Promise<void>,
  ) {}

  static async open(url: string, closed: () => Promise<void>): Promise<ChromiumTab> {
    const browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
    const page = await browser.newPage({ viewport: { width: 1180, height: 780 }, locale: 'en' });
    await page.goto(url);
    return new ChromiumTab(browser, page, await browser.newBrowserCDPSession(), closed);
  }

  run<A extends readonly unknown[], R>(script: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    return this.page.evaluate(`(${script})(...${JSON.stringify(args)})`);
  }

  async type(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).pressSequentially(text);
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  async cpuSeconds(): Promise<number> {
    const renderers = await this.renderers();
    return renderers.reduce((total, { cpuTime }) => total + cpuTime, 0);
  }

  async megabytes(): Promise<number> {
    const renderers = await this.renderers();
    return Math.max(...renderers.map(({ id }) => processOf(id).megabytes));
  }

  async peakMegabytes(): Promise<number> {
    const renderers = await this.renderers();
    return Math.max(...renderers.map(({ id }) => processOf(id).peakMegabytes));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.closed();
  }

  private async renderers() {
    const { processInfo } = await this.system.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer');
  }
}
