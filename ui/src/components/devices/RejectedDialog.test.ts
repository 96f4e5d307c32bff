import { describe, expect, it } from 'vitest';
import { preferences } from '../../messages/preferences';
import { page as pageOf, settled } from '../../testing/fake-server';
import { at, fernDevice, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import RejectedDialog from './RejectedDialog.vue';

const message = (id: number, reason: string, causes: object[] | null) => ({
  id,
  time: at('11:58'),
  topic: 'devices/fern-board/telemetry',
  payload: 'x',
  reason,
  causes,
  set_aside: false,
});

async function shown(): Promise<string> {
  server.answer('GET', '/api/start', start({}));
  server.answer(
    'GET',
    '/api/devices/:id/rejected',
    pageOf([
      message(3, 'the message is not JSON', [{ code: 'not_json', metric: null, evidence: {} }]),
      message(2, 'humidity: "wet" is text, not a number', [
        { code: 'value_set_aside', metric: 'humidity', evidence: { sent: '"wet"', why: 'text' } },
      ]),
      message(1, 'as an older version said it', null),
    ]),
  );
  const page = await mountPage(RejectedDialog, { device: fernDevice(), modelValue: true }, { screen: openScreen() });
  await settled();
  return page.words();
}

describe('the rejected messages of a device', () => {
  it('say why and what to do, and what is known in words only as it is', async () => {
    const words = await shown();
    expect(words).toContain('The message is not JSON.');
    expect(words).toContain('serializeJson(doc, json);');
    expect(words).toContain('In the sketch, send the number itself');
    expect(words).toContain('as an older version said it');
  });

  it('do so in the language of who reads', async () => {
    preferences.language = 'de';
    const words = await shown();
    expect(words).toContain('Die Nachricht ist kein JSON.');
    expect(words).toContain('Sende im Sketch die Zahl selbst');
    expect(words).not.toContain('is text, not a number');
  });
});
