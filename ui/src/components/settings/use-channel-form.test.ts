import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { ApiError } from '../../api/client';
import type { ChannelField, ChannelSettings, UpdateNotificationSettings } from '../../api/generated';
import { problem, settled } from '../../testing/fake-server';
import { channel, words } from '../../testing/settings-samples';
import { onScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { useChannelForm } from './use-channel-form';
import { useChannelTrial } from './use-channel-trial';

const field = (name: string, more: Partial<ChannelField> = {}): ChannelField => ({
  name,
  kind: 'text',
  label: words(name),
  example: '',
  required: true,
  value: null,
  ...more,
});
/** Mail has a text, a secret, and a text that may be left out. */
const mail = (more: Partial<ChannelSettings> = {}, host: string | null = 'old.example'): ChannelSettings =>
  channel({
    name: 'mail',
    label: words('E-mail', { de: 'E-Mail' }),
    fields: [
      field('host', { value: host }),
      field('password', { kind: 'secret', value: '****abcd' }),
      field('sender', { required: false }),
    ],
    ...more,
  });

const save = vi.fn<(changes: UpdateNotificationSettings, words: string) => Promise<void>>();
beforeEach(() => {
  save.mockReset().mockResolvedValue(undefined);
});

function form(first: ChannelSettings = mail()) {
  const settings = ref(first);
  return { ...onScreen(() => useChannelForm(() => settings.value, save)).it, settings };
}

describe('the form of a channel', () => {
  it('begins with texts as they are, and secrets empty', () => {
    const { draft, canSave, label } = form();
    expect([draft, canSave.value, label.value]).toEqual([
      { host: 'old.example', password: '', sender: '' },
      false,
      'E-mail',
    ]);
  });

  it('shows nothing of what comes from the environment', () => {
    expect(form(mail({ source: 'environment' })).draft.host).toBe('');
  });

  it('keeps a half-typed secret while messages wait or fail', async () => {
    const { draft, settings, canSave } = form();
    draft.password = 'half';
    settings.value = mail({ waiting: 3, last_error: 'No answer.' });
    await settled();
    expect([draft.password, canSave.value]).toEqual(['half', true]);
  });

  it('begins anew when its fields change elsewhere', async () => {
    const { draft, settings } = form();
    draft.password = 'half';
    settings.value = mail({}, 'new.example');
    await settled();
    expect(draft).toEqual({ host: 'new.example', password: '', sender: '' });
  });

  it.each([
    { case: 'nothing typed', typed: {}, can: false },
    { case: 'only the host', typed: { host: 'a' }, can: false },
    { case: 'spaces for the password', typed: { host: 'a', password: ' ' }, can: false },
    { case: 'all that is required', typed: { host: 'a', password: 'b' }, can: true },
  ])('of a channel that is not set up can be saved with $case: $can', ({ typed, can }) => {
    const { draft, canSave } = form(mail({ source: 'none' }, null));
    Object.assign(draft, typed);
    expect(canSave.value).toBe(can);
  });

  it('of a channel that is set up can be saved with any change', () => {
    const { draft, canSave } = form();
    draft.host = ' old.example ';
    expect(canSave.value).toBe(false);
    draft.host = '';
    expect(canSave.value).toBe(true);
  });
});

describe('saving a channel', () => {
  it('sends what changed, without spaces; a cleared text as null', async () => {
    const { draft, submit, isSaving } = form();
    Object.assign(draft, { host: '', password: ' secret ' });
    let finish = (): void => undefined;
    save.mockReturnValue(new Promise((resolve) => (finish = resolve)));
    const saving = submit();
    expect(isSaving.value).toBe(true);
    finish();
    await saving;
    expect(save.mock.calls).toEqual([
      [{ channels: { mail: { host: null, password: 'secret' } } }, expect.stringMatching(/E-mail/)],
    ]);
    expect([draft, isSaving.value]).toEqual([{ host: 'old.example', password: '', sender: '' }, false]);
  });

  it('that is refused keeps what was typed, and says at each field what is wrong', async () => {
    const { draft, submit, errors, isSaving } = form();
    draft.password = 'wrong';
    save.mockRejectedValue(
      new ApiError(422, {
        detail: 'No.',
        errors: [
          { pointer: '/channels/mail/password', detail: 'Too short.' },
          { pointer: '/channels/pager/host', detail: 'Of another channel.' },
        ],
      }),
    );
    await submit();
    expect([draft.password, errors.value, isSaving.value]).toEqual(['wrong', { password: 'Too short.' }, false]);
    save.mockResolvedValue(undefined);
    await submit();
    expect(errors.value).toEqual({});
  });

  it('that fails for another reason says so at the first field', async () => {
    const { draft, submit, errors } = form();
    draft.password = 'x';
    save.mockRejectedValue(new ApiError(503, { detail: 'Away.' }));
    await submit();
    expect(errors.value).toEqual({ host: 'Away.' });
    save.mockRejectedValue(new Error('a bug'));
    await submit();
    expect(errors.value.host).toMatch(/./);
  });

  it('of a channel without fields says nothing at a field', async () => {
    const { submit, errors } = form(mail({ fields: [] }));
    save.mockRejectedValue(new ApiError(503, { detail: 'Away.' }));
    await submit();
    expect(errors.value).toEqual({});
  });
});

describe('testing a channel', () => {
  const PATH = '/api/settings/notifications/test';
  const trial = () => {
    const settings = ref(mail());
    return { ...onScreen(() => useChannelTrial(() => settings.value)).it, settings };
  };

  it('tests this one, and tells the result', async () => {
    const held = server.hold('POST', PATH);
    const { test, isOk, said, isTesting } = trial();
    const testing = test();
    await settled();
    expect([isTesting.value, said.value, held.call?.body]).toEqual([true, undefined, { channel: 'mail' }]);
    await held.answer({ ok: true, latency_ms: 12, error: null, channels: [] });
    await testing;
    expect([isTesting.value, isOk.value, said.value]).toEqual([false, true, 'It arrived, after 12 ms.']);
  });

  it('that cannot be tested says why; the next attempt and the next change forget it', async () => {
    server.answer('POST', PATH, problem(503, { detail: 'Away.' }));
    const { test, isOk, said, isTesting, settings } = trial();
    await test();
    expect([isOk.value, said.value, isTesting.value]).toEqual([false, 'Away.', false]);
    const held = server.hold('POST', PATH);
    const testing = test();
    await settled();
    expect(said.value).toBeUndefined();
    await held.answer({ ok: false, latency_ms: 1, error: 'No.', channels: [] });
    await testing;
    expect(said.value).toBe('No.');
    settings.value = mail({}, 'new.example');
    await settled();
    expect(said.value).toBeUndefined();
  });
});
