/**
 * Runs in the flow editor: tries what is drawn there on the owner's readings before it is deployed, and says what would
 * be different. `build.ts` puts it into a plugin of the pack.
 */
/* global $, RED */
(function () {
  const RUNS = '../api/flows/dry-runs';
  const PAGE = '../flows';
  const ASK_EVERY_MS = 500;
  const TEXTS = {
    en: {
      try: 'Try',
      action: 'Try it before deploying',
      title: 'Try it on your readings before deploying',
      question: 'Try what is drawn here on your readings? Nothing is deployed, stored or sent.',
      spans: { hour: 'Last hour', day: 'Last day', week: 'Last week' },
      starting: 'The flows are started …',
      handled: (handled, total) => `${handled} of ${total} readings tried`,
      cancel: 'Cancel',
      cancelled: 'It was cancelled.',
      close: 'Close',
      look: 'Side by side',
      failed: 'It failed.',
    },
    de: {
      try: 'Ausprobieren',
      action: 'Vor dem Deploy ausprobieren',
      title: 'Vor dem Deploy an deinen Messwerten ausprobieren',
      question:
        'Was hier gezeichnet ist, an deinen Messwerten ausprobieren? Nichts wird deployt, gespeichert oder gesendet.',
      spans: { hour: 'Letzte Stunde', day: 'Letzter Tag', week: 'Letzte Woche' },
      starting: 'Die Flows werden gestartet …',
      handled: (handled, total) => `${handled} von ${total} Messwerten ausprobiert`,
      cancel: 'Abbrechen',
      cancelled: 'Es wurde abgebrochen.',
      close: 'Schließen',
      look: 'Nebeneinander',
      failed: 'Es ist fehlgeschlagen.',
    },
  }[RED.i18n.lang().startsWith('de') ? 'de' : 'en'];

  /** One request to the server. Fails with a sentence. */
  async function ask(method, url, body) {
    const response = await fetch(url, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = response.status === 204 ? undefined : await response.json();
    if (!response.ok) throw new Error(answer?.detail ?? `The server answered ${response.status}`);
    return answer;
  }

  const asHtml = (text) => $('<p data-dry-run>').text(text).prop('outerHTML');

  /** A notification that stays, and whose text and buttons change. */
  class Told {
    constructor(text, buttons) {
      this.isOpen = true;
      this.notification = RED.notify(asHtml(text), this.options(text, buttons));
    }

    options(_text, buttons, type) {
      const close = (action) => () => {
        if (action?.() === 'stays') return;
        this.isOpen = false;
        this.notification.close();
      };
      return {
        fixed: true,
        type,
        buttons: buttons.map(({ text, click, isMain }) => ({
          text,
          click: close(click),
          class: isMain ? 'primary' : '',
        })),
      };
    }

    say(text, buttons, type) {
      if (this.isOpen) this.notification.update(asHtml(text), this.options(text, buttons, type));
    }
  }

  function result(told, { id, state, problem, result: found }) {
    const close = { text: TEXTS.close };
    if (state === 'cancelled') told.say(TEXTS.cancelled, [close]);
    else if (!found) told.say(problem ?? TEXTS.failed, [close], 'error');
    else {
      const look = { text: TEXTS.look, isMain: true, click: () => void window.open(`${PAGE}?run=${id}`, '_blank') };
      told.say(found.text, [close, look], found.tried.stopped ? 'warning' : 'success');
    }
  }

  /** Says how far a run is until it has ended, and then its result. */
  function follow(told, run) {
    const cancel = {
      text: TEXTS.cancel,
      click() {
        ask('DELETE', `${RUNS}/${run.id}`).catch(() => undefined);
        return 'stays';
      },
    };
    told.say(TEXTS.handled(run.handled, run.total ?? '…'), [cancel]);
    setTimeout(async () => {
      try {
        const now = await ask('GET', `${RUNS}/${run.id}`);
        if (now.state === 'running') follow(told, now);
        else result(told, now);
      } catch (failure) {
        told.say(failure.message, [{ text: TEXTS.close }], 'error');
      }
    }, ASK_EVERY_MS);
  }

  async function begin(told, span) {
    told.say(TEXTS.starting, []);
    try {
      const flows = RED.nodes.createCompleteNodeSet({ credentials: false });
      follow(told, await ask('POST', RUNS, { flows, source: 'readings', span }));
    } catch (failure) {
      told.say(failure.message, [{ text: TEXTS.close }], 'error');
    }
  }

  function choose() {
    const spans = Object.entries(TEXTS.spans).map(([span, text]) => ({
      text,
      isMain: span === 'day',
      click() {
        void begin(told, span);
        return 'stays';
      },
    }));
    const told = new Told(TEXTS.question, [{ text: TEXTS.cancel }, ...spans]);
  }

  RED.plugins.registerPlugin('plantops-dry-run', {
    type: 'plantops-editor',
    onadd() {
      RED.actions.add('plantops:try-flows', choose, { label: TEXTS.action });
      const button = $('<a>', {
        id: 'plantops-try',
        class: 'button',
        href: '#',
        role: 'button',
        text: TEXTS.try,
        title: TEXTS.title,
      }).on('click', (event) => {
        event.preventDefault();
        RED.actions.invoke('plantops:try-flows');
      });
      $('.red-ui-header-toolbar').prepend($('<li>').append(button));
    },
  });
})();
