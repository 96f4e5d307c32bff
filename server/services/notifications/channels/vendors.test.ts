/** Each channel against an imitation of its vendor, which answers as the vendor's documentation says. */
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { describe, expect, it } from 'vitest';
import { useTestReceiver } from '../../../testing/receiver.ts';
import type { SendContext } from '../channel.ts';
import { apprise } from './apprise.ts';
import { gotify } from './gotify.ts';
import { homeAssistant } from './home-assistant.ts';
import { matrix } from './matrix.ts';
import { ntfy } from './ntfy.ts';
import { slack } from './slack.ts';
import { telegram } from './telegram.ts';

const message: NoticeMessage = {
  id: 'n/1',
  kind: 'breach',
  text: 'soil_moisture is 15.2, threshold min 20.0',
  plant: { id: 'plant_1', name: 'Fern' },
  device: { id: 'dev_1', name: 'Window sill' },
  alert: { id: 1, metric: 'soil_moisture', value: 15.2, threshold: 20, direction: 'min' },
  createdAt: new Date('2026-03-01T12:00:00Z'),
};
const TELEGRAM = { token: '123:ABC-secret', chat: '42' };

/** What a vendor is asked, and what it answers where something is wrong, with what the owner is told of it. */
interface Case {
  channel: typeof ntfy;
  settings: (server: string) => Record<string, string>;
  asked: { method?: string; path: string; headers?: Record<string, string>; body: object };
  wrong: [status: number, body: string | object, told: string][];
}

const CASES: Case[] = [
  {
    channel: ntfy,
    settings: (server) => ({ topic: 'plants-secret', server: `${server}/below`, token: 'tk_secret' }),
    asked: {
      path: '/',
      headers: { authorization: 'Bearer tk_secret' },
      body: { topic: 'plants-secret', title: 'Fern', message: message.text, priority: 4, tags: ['warning'] },
    },
    wrong: [
      [
        401,
        { code: 40101, http: 401, error: 'unauthorized', link: 'https://ntfy.sh/docs/publish/#authentication' },
        'ntfy refused the message with 401 (“unauthorized”): check the access token',
      ],
      [
        403,
        { code: 40301, http: 403, error: 'forbidden', link: 'https://ntfy.sh/docs/publish/#authentication' },
        'ntfy refused the message with 403 (“forbidden”): the topic is protected: check its name and the access token',
      ],
      [507, { code: 50701, http: 507, error: 'limit reached' }, 'ntfy answered 507 (“limit reached”)'],
    ],
  },
  {
    channel: telegram,
    settings: (server) => ({ ...TELEGRAM, server }),
    asked: {
      path: '/bot123:ABC-secret/sendMessage',
      body: { chat_id: '42', text: `⚠️ Fern: ${message.text}`, disable_notification: false },
    },
    wrong: [
      [
        400,
        { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
        'Telegram refused the message with 400 (“Bad Request: chat not found”): check the chat ID',
      ],
      [
        401,
        { ok: false, error_code: 401, description: 'Unauthorized' },
        'Telegram refused the message with 401 (“Unauthorized”): check the token of the bot',
      ],
      [
        403,
        { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' },
        'Telegram refused the message with 403 (“Forbidden: bot was blocked by the user”): write to the bot first, or add it to the group',
      ],
      [
        404,
        { ok: false, error_code: 404, description: 'Not Found' },
        'Telegram refused the message with 404 (“Not Found”): check the token of the bot',
      ],
    ],
  },
  {
    channel: gotify,
    settings: (server) => ({ server: `${server}/gotify/`, token: 'secret-token' }),
    asked: {
      path: '/gotify/message',
      headers: { 'x-gotify-key': 'secret-token' },
      body: { title: 'Fern', message: message.text, priority: 7 },
    },
    wrong: [
      [
        401,
        {
          error: 'Unauthorized',
          errorCode: 401,
          errorDescription: 'you need to provide a valid access token or user credentials to access this api',
        },
        'Gotify refused the message with 401 (“you need to provide a valid access token or user credentials to access this api”): check the token of the app',
      ],
    ],
  },
  {
    channel: matrix,
    settings: (server) => ({ server, token: 'syt_secret', room: '!abc:example.org' }),
    asked: {
      method: 'PUT',
      path: '/_matrix/client/v3/rooms/!abc%3Aexample.org/send/m.room.message/n%2F1',
      headers: { authorization: 'Bearer syt_secret' },
      body: { msgtype: 'm.text', body: `⚠️ Fern: ${message.text}`, 'm.mentions': {} },
    },
    wrong: [
      [
        401,
        { errcode: 'M_UNKNOWN_TOKEN', error: 'Invalid access token passed.', soft_logout: false },
        'Matrix refused the message with 401 (“Invalid access token passed.”): check the access token',
      ],
      [
        403,
        { errcode: 'M_FORBIDDEN', error: 'User @plants:example.org not in room !abc:example.org' },
        'Matrix refused the message with 403 (“User @plants:example.org not in room !abc:example.org”): the account must be in the room: accept the invitation, and check the room ID',
      ],
    ],
  },
  {
    channel: slack,
    settings: (server) => ({ webhook: `${server}/services/T0/B0/secret` }),
    asked: {
      path: '/services/T0/B0/secret',
      body: {
        text: message.text,
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: 'Fern', emoji: true } },
          { type: 'section', text: { type: 'plain_text', text: message.text, emoji: true } },
        ],
      },
    },
    wrong: [
      [403, 'invalid_token', 'Slack refused the message with 403 (“invalid_token”): check the webhook address'],
      [404, 'no_service', 'Slack refused the message with 404 (“no_service”): the webhook is gone: make a new one'],
      [
        410,
        'channel_is_archived',
        'Slack refused the message with 410 (“channel_is_archived”): the channel is archived',
      ],
    ],
  },
  {
    channel: homeAssistant,
    settings: (server) => ({ server, token: 'secret-token', action: 'notify.mobile_app_phone' }),
    asked: {
      path: '/api/services/notify/mobile_app_phone',
      headers: { authorization: 'Bearer secret-token' },
      body: { title: 'Fern', message: message.text },
    },
    wrong: [
      [
        401,
        '401: Unauthorized',
        'Home Assistant refused the message with 401 (“401: Unauthorized”): check the access token',
      ],
      [
        400,
        '400: Bad Request',
        'Home Assistant refused the message with 400 (“400: Bad Request”): check the name of the action',
      ],
    ],
  },
  {
    channel: apprise,
    settings: (server) => ({ server, key: 'secret-key', tag: 'family' }),
    asked: {
      path: '/notify/secret-key',
      headers: { accept: 'application/json' },
      body: { title: 'Fern', body: message.text, type: 'warning', format: 'text', tag: 'family' },
    },
    wrong: [
      [
        204,
        '',
        'Apprise answered 204: the message went to nobody: check the key and the tag: Apprise knows no target for them',
      ],
      [
        424,
        { error: 'One or more notification could not be sent.' },
        'Apprise refused the message with 424 (“One or more notification could not be sent.”): one of its targets failed: look into the log of Apprise',
      ],
    ],
  },
];

describe.each(CASES)('$channel.label.en', ({ channel, settings, asked, wrong }) => {
  const receiver = useTestReceiver();
  const context: SendContext = { clock: new FakeClock(), language: 'en', secrets: [] };
  const send = (more: Partial<SendContext> = {}, to = message) => {
    const given = channel.settings.parse(settings(receiver.url().origin));
    return channel.send(given, to, { ...context, ...more });
  };

  it('is asked as its documentation says', async () => {
    receiver.usual = { status: 200, body: '{}' };
    expect(await send()).toEqual({ outcome: 'sent' });
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: asked.method ?? 'POST', path: asked.path, headers: asked.headers ?? {} });
    expect(JSON.parse(request?.body ?? '')).toMatchObject(asked.body);
  });

  it.each(wrong)('that answers %d has its own words told, with what to check', async (status, body, told) => {
    receiver.answers = [{ status, body: typeof body === 'string' ? body : JSON.stringify(body) }];
    expect(await send()).toMatchObject({ reason: told });
  });

  it('that repeats what is secret has it masked', async () => {
    const secret = Object.values(settings(receiver.url().origin)).find((value) => value.includes('secret')) ?? '';
    receiver.answers = [{ status: 400, body: JSON.stringify({ error: `no such thing: ${secret}` }) }];
    const result = await send({ secrets: [secret] });
    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('no such thing: ****') });
    expect(JSON.stringify(result)).not.toContain(secret);
  });

  it('is told of in the language of the owner', async () => {
    receiver.answers = [{ status: 500 }];
    expect(await send({ language: 'de' })).toMatchObject({ reason: expect.stringMatching(/ antwortete mit 500$/) });
  });

  it('gets a message of any length, cut where it must be', async () => {
    receiver.usual = { status: 200, body: '{}' };
    const long = { ...message, text: '🌿'.repeat(5000), plant: { id: 'plant_1', name: '🌿'.repeat(300) } };
    expect(await send({}, long)).toEqual({ outcome: 'sent' });
    expect(receiver.requests[0]?.body.isWellFormed()).toBe(true);
  });
});

describe('a pause that a vendor asks for in its own words', () => {
  const receiver = useTestReceiver();
  const context: SendContext = { clock: new FakeClock(), language: 'en', secrets: [] };

  it('is kept: seconds of Telegram', async () => {
    const body = { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 31 } };
    receiver.answers = [{ status: 429, body: JSON.stringify(body) }];
    const settings = { ...TELEGRAM, server: receiver.url().origin };
    expect(await telegram.send(settings, message, context)).toEqual({ outcome: 'paused', retryAfterS: 31 });
  });

  it('is kept: milliseconds of Matrix', async () => {
    const body = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too many requests', retry_after_ms: 2500 };
    receiver.answers = [{ status: 429, body: JSON.stringify(body) }];
    const settings = { server: receiver.url().origin, token: 't', room: '!a:b' };
    expect(await matrix.send(settings, message, context)).toEqual({ outcome: 'paused', retryAfterS: 2.5 });
  });
});

describe('a message for Slack', () => {
  const receiver = useTestReceiver();

  it('calls nobody, whatever the names in it', async () => {
    const calling = { ...message, text: '<!channel> & <@U123>', plant: { id: 'plant_1', name: '<!here>' } };
    const context: SendContext = { clock: new FakeClock(), language: 'en', secrets: [] };
    await slack.send({ webhook: receiver.url().href }, calling, context);
    const { text, blocks } = JSON.parse(receiver.requests[0]?.body ?? '') as {
      text: string;
      blocks: { text: { type: string } }[];
    };
    expect(text).toBe('&lt;!channel&gt; &amp; &lt;@U123&gt;');
    expect(blocks.map((block) => block.text.type)).toEqual(['plain_text', 'plain_text']);
  });
});
