import { DEVSERVER, UI } from './binaries';
import type { Home } from './home';
import { Program } from './program';

/** The engine of one home behind loopback HTTP, with the UI in front of it. */
export class DevServer {
  private constructor(
    private readonly program: Program,
    readonly url: string,
  ) {}

  /** Starts it; with a `largestFile`, in kilobytes, no file that it writes can be larger, as on a full disk. */
  static async start(home: Home, { largestFile }: { largestFile?: number } = {}): Promise<DevServer> {
    const limit = largestFile === undefined ? 'unlimited' : largestFile * 2;
    const script = `trap '' XFSZ; ulimit -S -f ${limit}; exec "$0" "$@"`;
    const program = await Program.start('sh', ['-c', script, DEVSERVER, '--port', '0', '--ui', UI], {
      outputFile: home.outputFile('devserver'),
      env: home.env,
    });
    const [, url] = await program.printed(/listening on (http:\S+)/);
    return new DevServer(program, url!);
  }

  get pid(): number {
    return this.program.pid;
  }

  async stop(): Promise<void> {
    await this.program.stop();
  }
}
