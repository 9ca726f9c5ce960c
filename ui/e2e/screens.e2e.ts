import { keepPictures } from './harness/look_at';
import { SCREENS, Stage } from './harness/screens';
import { test } from './harness/test';

// For people to look at: artefacts/screen-<language>-<name>-<theme>@<scale>x.png
test.for(['en', 'zh-CN'] as const)(
  'every screen is drawn, %s',
  { timeout: 300_000 },
  async (language, { home, models, page }) => {
    const stage = new Stage(home, models, page, language);
    for (const { name, reach } of SCREENS) {
      await reach(stage);
      await keepPictures(page, `screen-${language.slice(0, 2)}-${name}`);
    }
  },
);
