import { DEVSERVER, UI } from './binaries';
import type { Home } from './home';
import { Program } from './program';

/** The engine of one home behind loopback HTTP, with the UI in front of it. */
export class DevServer {
  private constructor(
    private readonly program: Program,
    readonly url: string,
  ) {}

  static async start(home: Home): Promise<DevServer> {
    const program = await Program.start(DEVSERVER, ['--port', '0', '--ui', UI], {
      outputFile: home.outputFile('devserver'),
      env: home.env,
    });
    const [, url] = await program.printed(/listening on (http:\S+)/);
    return new DevServer(program, url!);
  }

  async stop(): Promise<void> {
    await this.program.stop();
  }
}
