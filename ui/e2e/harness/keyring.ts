import type { Home } from './home';
import { Program } from './program';

/** A D-Bus session with an unlocked keyring, for the programs of one home. */
export class Keyring {
  private constructor(
    private readonly bus: Program,
    /** What a program needs to find it. */
    readonly env: { DBUS_SESSION_BUS_ADDRESS: string },
  ) {}

  static async start(home: Home): Promise<Keyring> {
    const bus = await Program.start('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      outputFile: home.outputFile('dbus-daemon'),
      env: home.env,
    });
    const [address] = await bus.printed(/^unix:\S+/m);
    const env = { DBUS_SESSION_BUS_ADDRESS: address };
    const launcher = await Program.start('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
      outputFile: home.outputFile('gnome-keyring-daemon'),
      env: { ...home.env, ...env },
    });
    launcher.input.end('a password for this session');
    // It leaves a daemon behind, unlocked.
    await launcher.ended();
    return new Keyring(bus, env);
  }

  /** The daemon ends with its bus. */
  async stop(): Promise<void> {
    await this.bus.stop();
  }
}
