import type { Part } from './part';
import { until } from './until';
import type { AppWindow } from './window';

/** Types a question and sends it. */
export async function ask(window: AppWindow, question: string): Promise<void> {
  await (await window.get('textbox', 'Message')).type(question);
  await (await window.get('button', 'Send')).click();
}

/** The answer that was begun last, once there is one after this question. */
export async function newestAnswer(window: AppWindow): Promise<Part> {
  return (await window.get('log', 'Messages')).last('article', 'Assistant');
}

/** The newest answer, once nothing grows here any more. */
export async function finishedAnswer(window: AppWindow, options?: { within: number }): Promise<Part> {
  await until('the answer has ended', () => window.has('button', 'Send'), options);
  return newestAnswer(window);
}

/** Opens the settings at one of their tabs. */
export async function openSettings(window: AppWindow, tab: string): Promise<Part> {
  await (await window.get('button', 'Settings')).click();
  const dialog = await window.get('dialog', 'Settings');
  await (await dialog.get('tab', tab)).click();
  return dialog;
}

/** Closes the settings and waits until the window behind them can be used again. */
export async function closeSettings(window: AppWindow): Promise<void> {
  await (await (await window.get('dialog', 'Settings')).get('button', 'Close')).click();
  await window.gone('dialog', 'Settings');
}

/**
 * Chooses a model of those that are offered, and looks whether it is chosen: what is listed may still be coming, and a
 * list that grows under the pointer has another one clicked.
 */
export async function chooseModel(window: AppWindow, model: RegExp): Promise<void> {
  const button = await window.get('button', 'Model');
  await until(`${model} is chosen`, async () => {
    if (!(await window.has('listbox', 'Models'))) await button.click();
    const models = await window.get('listbox', 'Models');
    await (await models.get('option', model)).click();
    await window.gone('listbox', 'Models');
    return model.test(await chosenModel(button));
  });
}

const chosenModel = (button: Part) =>
  button.run((element) => {
    const chosen = document.getElementById(element.getAttribute('aria-describedby') ?? '');
    return chosen?.textContent ?? '';
  });

/** In the settings, says where a server of one's own is and with which key it is used. */
export async function setUpServer(
  window: AppWindow,
  { url, key }: { url: string; key: string },
): Promise<void> {
  const dialog = await openSettings(window, 'Providers');
  await (await dialog.get('button', /^OpenAI-compatible/)).click();
  await (await dialog.get('textbox', 'Base URL')).fill(url);
  await (await dialog.get('textbox', 'API key')).type(key);
  await (await dialog.get('button', 'Save')).click();
  await (await dialog.get('status')).says('Saved');
  await (await dialog.get('button', 'Check connection')).click();
  await (await dialog.get('status')).says(/works|2 models/i);
  await closeSettings(window);
}
