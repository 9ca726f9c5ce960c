import { APP } from './binaries';
import { freePort } from './free_port';
import type { Home } from './home';
import { Part } from './part';
import { descendantsOf, isAlive } from './processes';
import { Program } from './program';
import { until } from './until';
import { Session } from './webdriver';

let opened = 0;

/** The real application in its real window. */
export class AppWindow extends Part {
  readonly pid: number;

  private constructor(
    session: Session,
    private readonly driver: Program,
  ) {
    super(session);
    this.pid = descendantsOf(driver.pid)[0]!;
  }

  /** Starts the application on a home and waits until it can be used. */
  static async open(home: Home, env: NodeJS.ProcessEnv = {}): Promise<AppWindow> {
    const port = await freePort();
    const driver = await Program.start('WebKitWebDriver', [`--port=${port}`], {
      outputFile: home.outputFile(`app-${++opened}`),
      env: { ...home.env, ...env, TAURI_WEBVIEW_AUTOMATION: 'true' },
    });
    try {
      const server = `http://127.0.0.1:${port}`;
      await until('the driver listens', async () => (await fetch(`${server}/status`)).ok);
      const session = await Session.open(server, { 'webkitgtk:browserOptions': { binary: APP, args: [] } });
      return new AppWindow(session, driver);
    } catch (error) {
      await driver.stop();
      throw new Error(`the window did not open; it printed:\n${driver.output()}`, { cause: error });
    }
  }

  /** Waits until what was done to the page so far has been drawn. */
  async drawn(): Promise<void> {
    // The first frame may have begun already.
    await this.page(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  /** The page as a picture, PNG. */
  screenshot(): Promise<Buffer> {
    return this.session.screenshot();
  }

  /** Runs a function in the page. */
  page<R>(script: () => R): Promise<Awaited<R>> {
    return this.session.run(script);
  }

  /** Presses keys together. */
  press(...keys: string[]): Promise<void> {
    return this.session.press(...keys);
  }

  /** Closes the window, as a person does, and waits until the application has ended. */
  quit(): Promise<void> {
    return this.endedBy(() => this.session.closeWindow());
  }

  /** Ends the application as a power cut does. */
  kill(): Promise<void> {
    return this.endedBy(() => process.kill(this.pid, 'SIGKILL'));
  }

  get running(): boolean {
    return isAlive(this.pid);
  }

  /** Ends what is left of it, when the test is over. */
  async end(): Promise<void> {
    if (this.running) await this.endedBy(() => this.session.close());
  }

  /** Waits for the web view's own processes too: they may write until they end. */
  private async endedBy(ending: () => unknown): Promise<void> {
    const all = descendantsOf(this.driver.pid);
    await ending();
    await until('the application has ended', () => !all.some(isAlive));
    await this.driver.stop();
  }
}
