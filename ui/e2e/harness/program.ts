import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

import { until } from './until';

/** How long a program is given to end by itself, in milliseconds. */
const GRACE = 5_000;

/**
 * A program that a test started. What it prints goes to a file, so that a grandchild that outlives it keeps
 * no pipe open.
 */
export class Program {
  private constructor(
    readonly name: string,
    readonly outputFile: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(
    command: string,
    args: string[],
    { outputFile, env = process.env }: { outputFile: string; env?: NodeJS.ProcessEnv },
  ): Promise<Program> {
    const output = openSync(outputFile, 'a');
    const child = spawn(command, args, { env, stdio: ['pipe', output, output] });
    closeSync(output);
    await once(child, 'spawn');
    return new Program(command, outputFile, child);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Many programs end when this does. */
  get input(): Writable {
    return this.child.stdin!;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it ended with; `null` while it runs, and where a signal ended it. */
  get status(): number | null {
    return this.child.exitCode;
  }

  output(): string {
    return readFileSync(this.outputFile, 'utf8');
  }

  /** Waits until the program has printed something like this. */
  async printed(pattern: RegExp): Promise<RegExpMatchArray> {
    await until(`${this.name} prints ${pattern}`, () => !this.running || pattern.test(this.output()));
    const found = this.output().match(pattern);
    if (!found) throw new Error(`${this.name} ended; it had printed:\n${this.output()}`);
    return found;
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<void> {
    await until(`${this.name} ends`, () => !this.running);
  }

  /** Asks it to end, and ends it if it does not. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.running) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    const last = setTimeout(() => this.child.kill('SIGKILL'), GRACE);
    await ended;
    clearTimeout(last);
  }
}
