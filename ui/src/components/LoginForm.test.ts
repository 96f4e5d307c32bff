import { expect, it } from 'vitest';
import { problem } from '../testing/fake-server';
import { mountPage } from '../testing/screen';
import { server } from '../testing/stage';
import LoginForm from './LoginForm.vue';

it('the login says that a password is wrong, keeps it, and forgets the error when the next one is right', async () => {
  server.answer('POST', '/api/session', problem(401, { code: 'wrong_password', detail: 'The password is not right.' }));
  const page = await mountPage(LoginForm);
  const submit = page.testId('login-submit') as HTMLButtonElement;
  expect(submit.disabled).toBe(true);
  await page.type('Owner password', 'a wrong one');
  await page.click(submit);
  expect(page.words()).toContain('The password is not right.');
  expect(page.field('Owner password').value).toBe('a wrong one');
  expect(page.screen.session.isOpen).not.toBe(true);

  const held = server.hold('POST', '/api/session');
  await page.type('Owner password', 'right');
  await page.click(submit);
  expect(page.words()).not.toContain('The password is not right.');
  await held.answer({ password_required: true, authenticated: true });
  expect(page.screen.session.isOpen).toBe(true);
  expect(server.asked('POST', '/api/session').map(({ body }) => body)).toEqual([
    { password: 'a wrong one' },
    { password: 'right' },
  ]);
});
