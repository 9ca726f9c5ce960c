import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { Home } from './home';
import { Program } from './program';
import { until } from './until';

const SOURCE = fileURLToPath(new URL('../drag_source.py', import.meta.url));
/** Debian's own Python, which knows GTK. */
const PYTHON = '/usr/bin/python3';

/** How many steps the pointer takes: a drag begins, and is followed, only where it is seen to move. */
const STEPS = 24;

/**
 * How often a window manager is started until it is there, and something is dragged until it is taken. GTK takes a drop back at its source, and the window hears
 * nothing of it, when the button is let go before the window's answer to the last move has arrived.
 */
const ATTEMPTS = 5;

interface Point {
  x: number;
  y: number;
}

/** The desktop around the window: a window manager, and a hand on the mouse. */
export class Desktop {
  private constructor(
    private readonly home: Home,
    private readonly windowManager: Program,
  ) {}

  static async start(home: Home): Promise<Desktop> {
    for (let attempt = 1; ; attempt++) {
      const windowManager = await Program.start('openbox', ['--sm-disable', '--replace'], {
        outputFile: home.outputFile(`openbox-${attempt}`),
        env: home.env,
      });
      try {
        await until('a window manager is there', () => xdotool(home, 'get_desktop'), { within: 5_000 });
        return new Desktop(home, windowManager);
      } catch (error) {
        // One that goes while another comes takes the other's properties off the screen with it.
        await windowManager.stop();
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  /**
   * Drags a picture's link out of another application over the window of this title, and lets go of it there as
   * soon as the window is `ready` to take it.
   */
  async dragLink(url: string, title: string, ready: () => Promise<boolean>): Promise<void> {
    const source = await Program.start(PYTHON, [SOURCE, url], {
      outputFile: this.home.outputFile('drag-source'),
      env: this.home.env,
    });
    try {
      await source.printed(/^ready$/m);
      await this.place(title, { x: 0, y: 0 });
      await this.place('Drag source', { x: 1200, y: 850 });
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        await this.drag(await this.middle('Drag source'), await this.middle(title), ready);
        await source.printed(new RegExp(`(^ended$[^]*){${attempt}}`, 'm'));
        if (source.output().split('taken back').length <= attempt) return;
      }
      throw new Error(`the drop was taken back ${ATTEMPTS} times`);
    } finally {
      source.input.end();
      await source.stop();
    }
  }

  /** The process whose window is in front. */
  async inFront(): Promise<number> {
    return Number(await this.xdotool('getactivewindow', 'getwindowpid'));
  }

  /** Writes a path into the dialog of this title, and takes it. */
  async choosePath(title: string, path: string): Promise<void> {
    await this.activate(title);
    await this.xdotool('key', 'ctrl+a');
    await this.xdotool('type', '--delay', '10', path);
    await this.xdotool('key', 'Return');
  }

  /** Leaves the dialog of this title. */
  async leave(title: string): Promise<void> {
    await this.activate(title);
    await this.xdotool('key', 'Escape');
  }

  private async activate(title: string): Promise<void> {
    const dialog = await until('the dialog is there', async () => {
      const found = await this.xdotool('search', '--onlyvisible', '--name', `^${title}$`);
      return found.trim().split('\n').at(-1);
    });
    await this.xdotool('windowactivate', '--sync', dialog);
  }

  async stop(): Promise<void> {
    await this.windowManager.stop();
  }

  private async drag(from: Point, to: Point, ready: () => Promise<boolean>): Promise<void> {
    await this.movePointer(from);
    await this.xdotool('mousedown', '1');
    for (let step = 1; step <= STEPS; step++) {
      await this.movePointer({
        x: Math.round(from.x + ((to.x - from.x) * step) / STEPS),
        y: Math.round(from.y + ((to.y - from.y) * step) / STEPS),
      });
    }
    await until('the window is ready to take what is dragged', async () => {
      // A hand is never quite still, and only what moves is told to the window.
      to.x += to.x % 2 === 0 ? 1 : -1;
      await this.movePointer(to);
      return ready();
    });
    await this.xdotool('mouseup', '1');
  }

  private async movePointer({ x, y }: Point): Promise<void> {
    await this.xdotool('mousemove', `${x}`, `${y}`);
  }

  private async place(title: string, { x, y }: Point): Promise<void> {
    await this.xdotool(
      'search',
      '--sync',
      '--onlyvisible',
      '--name',
      `^${title}$`,
      'windowmove',
      '--sync',
      `${x}`,
      `${y}`,
    );
  }

  private async middle(title: string): Promise<Point> {
    const told = await this.xdotool(
      'search',
      '--onlyvisible',
      '--name',
      `^${title}$`,
      'getwindowgeometry',
      '--shell',
    );
    const said = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(told)?.[1]);
    return { x: said('X') + Math.round(said('WIDTH') / 2), y: said('Y') + Math.round(said('HEIGHT') / 2) };
  }

  private xdotool(...args: string[]): Promise<string> {
    return xdotool(this.home, ...args);
  }
}

async function xdotool(home: Home, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('xdotool', args, { env: home.env, timeout: 10_000 });
  return stdout;
}
