/**
 * Runs in the flow editor: tries what is drawn there on the owner's readings before it is deployed, and says what would
 * be different. `build.ts` puts it into a plugin of the pack.
 */
/* global $, RED */
(function () {
  const RUNS = '../api/flows/dry-runs';
  const PAGE = '../flows';
  const ASK_EVERY_MS = 500;
  const SPANS = { hour: 'Last hour', day: 'Last day', week: 'Last week' };

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
    const close = { text: 'Close' };
    if (state === 'cancelled') told.say('It was cancelled.', [close]);
    else if (!found) told.say(problem ?? 'It failed.', [close], 'error');
    else {
      const look = { text: 'Side by side', isMain: true, click: () => void window.open(`${PAGE}?run=${id}`, '_blank') };
      told.say(found.text, [close, look], found.tried.stopped ? 'warning' : 'success');
    }
  }

  /** Says how far a run is until it has ended, and then its result. */
  function follow(told, run) {
    const cancel = {
      text: 'Cancel',
      click() {
        ask('DELETE', `${RUNS}/${run.id}`).catch(() => undefined);
        return 'stays';
      },
    };
    told.say(`${run.handled} of ${run.total ?? '…'} readings tried`, [cancel]);
    setTimeout(async () => {
      try {
        const now = await ask('GET', `${RUNS}/${run.id}`);
        if (now.state === 'running') follow(told, now);
        else result(told, now);
      } catch (failure) {
        told.say(failure.message, [{ text: 'Close' }], 'error');
      }
    }, ASK_EVERY_MS);
  }

  async function begin(told, span) {
    told.say('The flows are started …', []);
    try {
      const flows = RED.nodes.createCompleteNodeSet({ credentials: false });
      follow(told, await ask('POST', RUNS, { flows, source: 'readings', span }));
    } catch (failure) {
      told.say(failure.message, [{ text: 'Close' }], 'error');
    }
  }

  function choose() {
    const spans = Object.entries(SPANS).map(([span, text]) => ({
      text,
      isMain: span === 'day',
      click() {
        void begin(told, span);
        return 'stays';
      },
    }));
    const told = new Told('Try what is drawn here on your readings? Nothing is deployed, stored or sent.', [
      { text: 'Cancel' },
      ...spans,
    ]);
  }

  RED.plugins.registerPlugin('plantops-dry-run', {
    type: 'plantops-editor',
    onadd() {
      RED.actions.add('plantops:try-flows', choose, { label: 'Try it before deploying' });
      const button = $('<a>', {
        id: 'plantops-try',
        class: 'button',
        href: '#',
        role: 'button',
        text: 'Try',
        title: 'Try it on your readings before deploying',
      }).on('click', (event) => {
        event.preventDefault();
        RED.actions.invoke('plantops:try-flows');
      });
      $('.red-ui-header-toolbar').prepend($('<li>').append(button));
    },
  });
})();
