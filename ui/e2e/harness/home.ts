import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Language, Theme } from '../../src/contract';
import { KeptMessage } from './kept_message';

/** A person's folder, empty at first and gone with the test. Nothing else of the machine is touched. */
export class Home {
  readonly folder = mkdtempSync(join(tmpdir(), 'runnel-e2e-'));
  /** The test's name, as a file may be called. */
  readonly name: string;
  /** Where Runnel keeps everything. */
  readonly runnel = this.made('runnel');
  /** Where the programs of a test write what they print. */
  readonly output = this.made('output');

  readonly env: Readonly<NodeJS.ProcessEnv> = {
    PATH: process.env.PATH,
    DISPLAY: process.env.DISPLAY,
    XAUTHORITY: process.env.XAUTHORITY,
    LANG: 'C.UTF-8',
    HOME: this.made('home'),
    XDG_CONFIG_HOME: this.made('config'),
    XDG_DATA_HOME: this.made('data'),
    XDG_STATE_HOME: this.made('state'),
    XDG_CACHE_HOME: this.made('cache'),
    XDG_RUNTIME_DIR: this.made('run'),
    TMPDIR: this.made('tmp'),
    RUNNEL_HOME: this.runnel,
    // Nothing listens there: a desktop without a session bus.
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(this.folder, 'no-bus')}`,
    NO_AT_BRIDGE: '1',
  };

  constructor(test: string) {
    this.name = test.replace(/[^a-z0-9]+/gi, '-').toLowerCase();
  }

  private made(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }

  /** Where a program called `name` writes what it prints. */
  outputFile(name: string): string {
    return join(this.output, `${name}.log`);
  }

  /** What each program has printed. */
  outputs(): { program: string; output: string }[] {
    return readdirSync(this.output).map((file) => ({
      program: file.replace(/\.log$/, ''),
      output: readFileSync(join(this.output, file), 'utf8'),
    }));
  }

  /** Writes the settings of a person who has been welcomed and uses the models at this address, with more of them first. */
  connectTo(url: string, choice = { provider: 'custom-openai', model: 'testkit-chat' }, more = ''): void {
    writeFileSync(
      join(this.runnel, 'settings.toml'),
      `${more}
welcomed = true
default_model = { provider = "${choice.provider}", model = "${choice.model}" }

[providers.custom-openai]
base_url = "${url}/v1"

[providers.ollama]
base_url = "${url}"
`,
    );
  }

  /** Writes the settings of a person who has been welcomed and likes the window so. */
  prefers(theme: Theme, language: Language): void {
    writeFileSync(
      join(this.runnel, 'settings.toml'),
      `welcomed = true\ntheme = "${theme}"\nlanguage = "${language}"\n`,
    );
  }

  /** Writes the settings of a person who has seen nothing yet. */
  meets(language: Language): void {
    writeFileSync(join(this.runnel, 'settings.toml'), `language = "${language}"\n`);
  }

  /** Keeps a conversation, as a file of these records. */
  keepConversation(id: string, records: readonly object[]): void {
    const folder = join(this.runnel, 'conversations');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, `${id}.jsonl`),
      records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    );
  }

  /** The messages of every conversation file, oldest conversation first. */
  conversations(): KeptMessage[][] {
    const folder = join(this.runnel, 'conversations');
    const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    return files.sort().map((name) => {
      const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n');
      const records = lines.map((line) => JSON.parse(line) as { kind: string });
      return records.filter(({ kind }) => kind === 'message').map((record) => new KeptMessage(record));
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
