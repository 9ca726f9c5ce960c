import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import { examine } from './harness/examine';
import { inBothThemes, keepPictures, settled } from './harness/look_at';
import { SCREENS, Stage } from './harness/screens';
import { test } from './harness/test';

test.for(['en', 'zh-CN'] as const)(
  'no screen has a serious accessibility finding, in light and in dark, %s',
  { timeout: 300_000 },
  async (language, { home, models, page }) => {
    const stage = new Stage(home, models, page, language);
    for (const { name, reach } of SCREENS) {
      await reach(stage);
      await inBothThemes(page, (theme) => examine(page, `${name}, ${theme}, ${language}`));
    }
  },
);

/** Screens that have a bit of everything between them. */
const CONTRASTED = SCREENS.filter(({ name }) =>
  ['conversation', 'palette', 'settings-appearance', 'settings-models'].includes(name),
);

// What an ordinary window shows of itself at 200 %: half of it in each direction.
test.for(['en', 'zh-CN'] as const)(
  'twice as large nothing is cut off, and no page scrolls sideways, %s',
  { timeout: 120_000 },
  async (language, { home, models, page }) => {
    await page.setViewportSize({ width: 640, height: 400 });
    const stage = new Stage(home, models, page, language);
    const wrong: string[] = [];
    for (const { name, reach } of SCREENS) {
      await reach(stage);
      await settled(page);
      wrong.push(...(await outOfReach(page)).map((what) => `${name}: ${what}`));
    }
    expect(wrong).toEqual([]);
  },
);

test(
  'who asks for more contrast gets 7:1, and who asks for no motion gets none',
  { timeout: 120_000 },
  async ({ home, models, page }) => {
    const stage = new Stage(home, models, page, 'en');
    await page.emulateMedia({ contrast: 'more', reducedMotion: 'reduce' });
    for (const { name, reach } of CONTRASTED) {
      await reach(stage);
      await inBothThemes(page, async (theme) => {
        expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
        await examine(page, `${name}, ${theme}, more contrast`, ['color-contrast-enhanced']);
      });
      await keepPictures(page, `contrast-${name}`);
    }
  },
);

test(
  'where the system chooses the colours, what is chosen is still marked',
  { timeout: 120_000 },
  async ({ home, models, page }) => {
    const stage = new Stage(home, models, page, 'en');
    await page.emulateMedia({ forcedColors: 'active' });
    for (const { name, reach } of CONTRASTED) {
      await reach(stage);
      await settled(page);
      const chosen = page.locator('[aria-selected=true], [data-active], [aria-current=page]').first();
      expect(await chosen.evaluate((element) => getComputedStyle(element).outlineStyle), name).toBe('solid');
      await keepPictures(page, `forced-${name}`);
    }
  },
);

/** What cannot be seen of a page, however one scrolls down, or lies under something else. */
function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    if (scrollWidth > clientWidth) found.push('the page is wider than the window');
    if (scrollHeight > clientHeight) found.push('the page is higher than the window');
    const dialog = document.querySelector('[role=dialog][data-state=open], [role=alertdialog]');
    for (const control of (dialog ?? document).querySelectorAll<HTMLElement>(
      'button, input, select, textarea, a[href], [role=tab], [role=option]',
    )) {
      if (!control.checkVisibility({ visibilityProperty: true }) || control.matches('[type=file], [inert] *'))
        continue;
      control.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, top, bottom, width, height } = control.getBoundingClientRect();
      const what = `${control.tagName} "${control.getAttribute('aria-label') ?? control.textContent.trim()}"`;
      if (left < -1 || right > clientWidth + 1) found.push(`${what} is cut off at the side`);
      if (top < -1 || (bottom > clientHeight + 1 && height < clientHeight)) found.push(`${what} is cut off`);
      const there = document.elementFromPoint(left + width / 2, Math.min(top + height / 2, clientHeight - 1));
      const label = (control as HTMLInputElement).labels?.[0];
      const isUnder =
        there && !control.contains(there) && !there.contains(control) && !label?.contains(there);
      if (isUnder) found.push(`${what} lies under ${there.tagName}.${there.className}`);
    }
    return found;
  });
}
