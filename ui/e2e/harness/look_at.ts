import type { Page } from 'playwright-core';

import { keep } from './artefacts';

const THEMES = ['light', 'dark'] as const;
const SCALES = [1, 2];

/** Shows a page in light and in dark, one after the other, each once it is drawn as it stays. */
export async function inBothThemes(page: Page, look: (theme: string) => Promise<void>): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await settled(page);
    await look(theme);
  }
}

/** Waits until nothing moves any more. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}

/** Keeps pictures of a page for people to look at: light and dark, on an ordinary screen and on one twice as fine. */
export async function keepPictures(page: Page, name: string): Promise<void> {
  const screen = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize()!;
  await inBothThemes(page, async (theme) => {
    for (const deviceScaleFactor of SCALES) {
      const metrics = { width, height, deviceScaleFactor, mobile: false };
      await screen.send('Emulation.setDeviceMetricsOverride', metrics);
      const { data } = await screen.send('Page.captureScreenshot', { format: 'png' });
      keep(`${name}-${theme}@${deviceScaleFactor}x.png`, Buffer.from(data, 'base64'));
    }
  });
  await screen.detach();
}
