/**
 * Runs in the flow editor: shows under each node how many messages it has a second, how long they take, and how often it
 * has failed in the last minute. *Node figures* in the menu *View* turns that off. `build.ts` puts it into a plugin of the
 * pack, with `words`: what the label says.
 */
/* global RED, words */
(function () {
  /** How often the figures are asked for while the page is visible (ms). */
  const EVERY_MS = 2000;
  const SVG = 'http://www.w3.org/2000/svg';
  /** The label of a node in the view. */
  const LABEL = 'plantops-figures';

  const language = RED.i18n.lang().startsWith('de') ? 'de' : 'en';

  let figures = new Map();
  let isOn = false;
  let timer;

  /** The elements of a label: the text, and in it the failures. */
  function labelIn(el) {
    const known = el.querySelector(`:scope > .${LABEL}`);
    if (known) return known;
    const label = document.createElementNS(SVG, 'text');
    label.setAttribute('class', `red-ui-flow-node-status-label ${LABEL}`);
    label.setAttribute('x', 3);
    for (const part of ['text', 'failures']) {
      const span = document.createElementNS(SVG, 'tspan');
      span.setAttribute('class', `${LABEL}-${part}`);
      label.append(span);
    }
    label.lastChild.setAttribute('style', 'fill: var(--red-ui-text-color-error); font-weight: 600');
    el.append(label);
    return label;
  }

  /** Shows what a node does. Called whenever the editor draws it, since it may have become larger. */
  function show({ node, el }) {
    if (!el) return;
    const known = isOn ? figures.get(node.id) : undefined;
    const { text, failures } = known ? words.labelOf(known, language) : { text: '', failures: '' };
    if (!text && !el.querySelector(`:scope > .${LABEL}`)) return;
    const label = labelIn(el);
    // Below the status, if there is one.
    label.setAttribute('y', node.h + 14 + (node.statusHeight || 0));
    label.firstChild.textContent = text;
    label.lastChild.textContent = text && failures ? ` · ${failures}` : failures;
  }

  function showAll() {
    for (const node of RED.view.getActiveNodes()) show({ node, el: document.getElementById(node.id) });
  }

  async function ask() {
    if (document.hidden) return;
    try {
      const response = await fetch('../api/flows/nodes');
      if (!response.ok) return;
      figures = new Map((await response.json()).map((one) => [one.node_id, one]));
      showAll();
    } catch {
      // The server is away: the editor says so itself.
    }
  }

  function turn(on) {
    isOn = on;
    clearInterval(timer);
    if (on) {
      timer = setInterval(ask, EVERY_MS);
      void ask();
    }
    showAll();
  }

  RED.hooks.add('viewRedrawNode.plantops-figures', show);
  document.addEventListener('visibilitychange', () => isOn && void ask());
  // The editor remembers what was chosen, and tells it here at its start.
  RED.menu.addItem('menu-item-view-menu', {
    id: 'menu-item-plantops-figures',
    label: language === 'de' ? 'Zahlen an Knoten' : 'Node figures',
    toggle: true,
    selected: true,
    onselect: turn,
  });
})();
