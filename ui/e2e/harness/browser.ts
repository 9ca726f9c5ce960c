import { join } from 'node:path';

import { chromium, type BrowserContext } from 'playwright-core';

import type { Home } from './home';

export const PROGRAM = process.env.RUNNEL_CHROMIUM ?? '/usr/bin/chromium';
/** What lets it run without a graphics card and as root, and keeps it from talking to anybody. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** An ordinary browser with a fresh profile. */
export function openBrowser(home: Home): Promise<BrowserContext> {
  return chromium.launchPersistentContext(join(home.folder, 'browser'), {
    executablePath: PROGRAM,
    args: FLAGS,
    env: home.env as Record<string, string>,
    locale: 'en',
    viewport: { width: 1180, height: 780 },
  });
}
