/** States of pages that are more than what their address opens, each brought about from the one before. */
import type { SessionEntry } from '@plantops/shared/api/access.ts';
import type { Durability } from '@plantops/shared/api/durability.ts';
import { type CheckResult, checkText } from '@plantops/shared/durability/checks.ts';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { LlmImitation } from '../../testing/llm-imitation.ts';
import { chooseMenuItem } from '../harness/browser.ts';
import { drawnPhoto } from '../harness/photo.ts';

export type States = Record<string, (page: Page) => Promise<unknown>>;

/** Closes what lies over the page. */
export async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('.v-overlay--active:not(.v-snackbar) .v-overlay__content').waitFor({ state: 'detached' });
}

/** Opens what is folded away; it stays open where it is already. */
async function unfold(page: Page, summary: string): Promise<void> {
  const folded = page.locator('details', { has: page.locator('summary', { hasText: summary }) });
  if ((await folded.getAttribute('open')) === null) await folded.locator('summary').click();
}

/** Questions about the plant on whose care page it is; a language model is set up, and questions are not allowed yet. */
export const questionStates = (imitation: LlmImitation): States => {
  const ask = async (page: Page, question: string): Promise<void> => {
    await page.getByTestId('question-text').locator('textarea').first().fill(question);
    await page.getByTestId('question-ask').click();
  };
  const answer = Promise.withResolvers<undefined>();
  return {
    'a question with a photo': async (page) => {
      await page.getByTestId('question-photo').setInputFiles({
        name: 'leaf.jpg',
        mimeType: 'image/jpeg',
        buffer: await drawnPhoto(page, 60, 40, 1),
      });
      await page.getByRole('img', { name: 'Photo that was attached to the question' }).waitFor();
    },
    'what is sent with a question': async (page) => {
      await ask(page, 'What are these spots?');
      await page.getByTestId('question-allow').waitFor();
      await unfold(page, 'What goes with it, as it is now');
      await unfold(page, 'What the model is told besides');
    },
    'an answer that is being written': async (page) => {
      imitation.next.push({ text: 'Scorched by the sun.\nMove it back.', after: answer.promise });
      await page.getByTestId('question-allow').click();
      await page.getByText('The answer is being written').waitFor();
    },
    'an answer': async (page) => {
      answer.resolve(undefined);
      await page.getByTestId('plant-answer').getByText('Move it back.').waitFor();
    },
    'a question without an answer': async (page) => {
      imitation.next.push({ refusal: true });
      await ask(page, 'And what is this?');
      await page.getByTestId('plant-question-failure').waitFor();
    },
    'a question before it is removed': async (page) => {
      await page.getByRole('button', { name: 'Remove the question “And what is this?”' }).click();
      await page.getByTestId('confirm').waitFor();
    },
  };
};

/** The dialog of a plant, from its page on. */
export const PLANT_DIALOG: States = {
  'a plant, with the ranges of its species and its place': async (page) => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByTestId('species-ranges').waitFor();
    await page.getByTestId('place-pot').locator('input').waitFor();
  },
  'a pot of no size': async (page) => {
    await page.getByTestId('place-pot').locator('input').fill('wide');
    await page.getByText(/^A number of centimetres from/).waitFor();
  },
  'the sites to choose from': async (page) => {
    await page.getByTestId('place-site').click();
    await page.getByRole('option').first().waitFor();
  },
};

/** From the open menu of a spare device on. */
export const CREDENTIALS: States = {
  'new credentials': async (page) => {
    await chooseMenuItem(page, 'New credentials');
    await page.getByRole('button', { name: 'Make new credentials' }).click();
    await page.getByTestId('credentials').waitFor();
  },
  'a question before something is removed': async (page) => {
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await page.getByTestId('credentials').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Actions for Spare sensor' }).click();
    await chooseMenuItem(page, 'Decommission');
    await page.getByTestId('confirm').waitFor();
  },
};

/** A table of another program, with a name that has no place to break it. */
const HISTORY = {
  name: 'verylongname'.repeat(8),
  mimeType: 'text/csv',
  buffer: Buffer.from('when;soil_moisture;temperature;note\n2024-03-01 13:00;40,5;21;x\n2024-03-02 13:00;39,5;22;x'),
};

/** On the page that imports history: a file, and what was found in it. */
export async function chooseHistory(page: Page): Promise<void> {
  await page.getByTestId('import-file').setInputFiles(HISTORY);
  await page.getByTestId('import-preview').waitFor();
}

/** The dialog of a new plant, from the dashboard on. */
export const NEW_PLANT: States = {
  'a new plant': async (page) => {
    await page.getByRole('button', { name: 'New plant' }).click();
    await page.getByRole('combobox', { name: 'Species' }).fill('fiddle');
    await page.getByRole('option', { name: /Ficus lyrata/ }).waitFor();
  },
  'a name of several species': async (page) => {
    await page.getByRole('combobox', { name: 'Species' }).fill('Ficus');
    await page.getByTestId('species-question').getByText('Ficus names several species').waitFor();
  },
  'a new plant, with its place': async (page) => {
    await page.getByTestId('plant-name').locator('input').click();
    await page.getByRole('option').first().waitFor({ state: 'hidden' });
    await unfold(page, 'Where it stands');
    await page.getByTestId('place-pot').locator('input').waitFor();
  },
};

const NOT_WELL: Record<string, CheckResult> = {
  canary: { state: 'failing', code: 'canary_without_engine', figures: {} },
  backup: { state: 'warning', code: 'backup_old', figures: { days: 40 } },
  machine: { state: 'unknown', code: 'not_known_yet', figures: {} },
};

/** What the server finds of itself where all is not well. */
export const SYSTEM: States = {
  'checks that fail, warn and know nothing': async (page) => {
    // No event tells that all is well.
    await page.route('**/api/events*', () => undefined);
    await page.route('**/api/system/checks', async (route) => {
      const durability = (await (await route.fetch()).json()) as Durability;
      const checks = durability.checks.map((check) => {
        const found = NOT_WELL[check.name];
        return found ? { ...check, ...found, ...checkText(found, 'en') } : check;
      });
      await route.fulfill({ json: { ...durability, state: 'failing', checks } });
    });
    await page.goto(new URL('/system', page.url()).href);
    await page.getByTestId('system-state').getByText('Readings are not stored safely').waitFor();
    expect(await page.locator('.check.failing, .check.warning, .check.unknown').count()).toBeGreaterThanOrEqual(3);
  },
};

const BROWSERS = ['Firefox on Linux', 'Safari on iPhone'].map((browser, index): SessionEntry => ({
  id: String(index),
  current: index === 0,
  browser,
  address: '192.168.1.20',
  created_at: '2026-01-07T11:00:00Z',
  seen_at: '2026-01-07T11:00:00Z',
  expires_at: '2026-02-07T11:00:00Z',
}));

/** Settings → Access. */
export const ACCESS: States = {
  'a new token, and what was changed': async (page) => {
    await page.goto(new URL('/settings#access', page.url()).href);
    await page.getByTestId('access-open').waitFor();
    await page.getByTestId('token-name').locator('input').fill('Kitchen script');
    await page.getByTestId('token-make').click();
    await page.getByTestId('new-token').waitFor();
    await page.getByTestId('changes-more').click();
    await page.getByTestId('change').first().waitFor();
  },
  'a token before it is revoked': async (page) => {
    await page.getByRole('button', { name: 'Revoke Kitchen script' }).click();
    await page.getByTestId('confirm').waitFor();
  },
  'browsers that are logged in': async (page) => {
    await page.route('**/api/sessions', (route) => route.fulfill({ json: BROWSERS }));
    await page.route('**/api/start', async (route) => {
      const start = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...start, session: { password_required: true, authenticated: true } } });
    });
    await page.reload();
    await page.getByTestId('session').nth(1).waitFor();
  },
  'browsers before they are logged out': async (page) => {
    await page.getByTestId('end-others').click();
    await page.getByTestId('confirm').waitFor();
  },
};
