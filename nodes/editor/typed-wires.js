/**
 * Runs in the flow editor: colours ports by the type of their messages, says the type in the port's tooltip, takes back
 * a wire whose messages the node at its end cannot take, lets a function node say what it sends, and completes `msg`
 * in it. `build.ts` puts it into a plugin of the pack, with `wires`: the rules, the ports of each node and the types.
 */
/* global $, RED, monaco, wires */
(function () {
  const { followWires, PORTS, DECLARED_OUTPUT, wrongWireText } = wires;
  const language = RED.i18n.lang().startsWith('de') ? 'de' : 'en';
  const TYPES = wires.TYPES[language];
  const TEXTS = {
    en: {
      or: ' or ',
      takes: 'takes',
      node: 'a node',
      wrong: 'This wire does not fit:',
      sends: 'Sends',
      whatever: 'anything (checked at the next node)',
    },
    de: {
      or: ' oder ',
      takes: 'nimmt:',
      node: 'ein Knoten',
      wrong: 'Diese Leitung passt nicht:',
      sends: 'Sendet',
      whatever: 'Beliebiges (beim nächsten Knoten geprüft)',
    },
  }[language];
  const { anything } = TYPES;

  /** The type of a port of a node of PlantOps. */
  function typeOf(node, side, index) {
    const ports = PORTS[node.type];
    if (side === 'input') return ports.input.map((name) => TYPES[name]);
    const { type } = ports.outputs[index] ?? { type: 'anything' };
    const name = typeof type === 'string' ? type : type.types[node[type.field] || type.initial];
    return [TYPES[name] ?? anything];
  }

  const labelsOf = (types) => types.map(({ label }) => label).join(TEXTS.or);

  /** Says of each port what it takes or sends. */
  function labelPorts(type, definition) {
    const { outputs } = PORTS[type];
    definition.inputLabels = function () {
      return `${TEXTS.takes} ${labelsOf(typeOf(this, 'input', 0))}`;
    };
    definition.outputLabels = function (index) {
      return `${outputs[index].name}: ${labelsOf(typeOf(this, 'output', index))}`;
    };
  }

  function colourPorts({ node, el }) {
    if (!PORTS[node.type]) return;
    const paint = (side, group, index) => {
      const [first] = typeOf(node, side, index);
      group.querySelector('.red-ui-flow-port')?.style.setProperty('fill', first.colour);
    };
    el.querySelectorAll('.red-ui-flow-port-input').forEach((group) => paint('input', group, 0));
    el.querySelectorAll('.red-ui-flow-port-output').forEach((group, index) => paint('output', group, index));
  }

  /** What is wired now, without what is switched off. */
  function flow() {
    const all = RED.nodes.createCompleteNodeSet();
    const off = new Set(all.filter(({ type, disabled }) => type === 'tab' && disabled).map(({ id }) => id));
    return all.filter(({ type, d, z }) => type !== 'tab' && !d && !off.has(z));
  }

  const describe = (id) => {
    const node = RED.nodes.node(id);
    return node ? `"${node.name || node._def?.paletteLabel || node.type}"` : TEXTS.node;
  };

  /** The wrong wires, as sentences. */
  const faults = () =>
    new Set(
      followWires(flow(), PORTS).wrong.map(({ nodeId, arrival }) => {
        const type = RED.nodes.node(nodeId)?.type ?? '';
        return `${describe(nodeId)} ${wrongWireText(type, arrival, describe(arrival.from.id), PORTS, TYPES, language)}`;
      }),
    );

  let known = new Set();
  let isLooking = false;
  const isDrawing = () => [RED.state.JOINING, RED.state.QUICK_JOINING].includes(RED.view.state());

  /** Takes back what was just drawn if it made a wire wrong. */
  function look() {
    if (isLooking || !isDrawing()) return;
    isLooking = true;
    // The editor notes what was drawn after it tells of it.
    setTimeout(() => {
      isLooking = false;
      const fresh = [...faults()].filter((fault) => !known.has(fault));
      if (fresh.length === 0) return;
      RED.history.pop();
      RED.view.redraw(true);
      RED.notify($('<div>').text(`${TEXTS.wrong} ${fresh[0]}`).html(), { type: 'error', timeout: 10000 });
    }, 0);
  }

  for (const name of ['mousedown', 'touchstart'])
    document.addEventListener(
      name,
      ({ target }) => {
        if (target instanceof Element && target.closest('.red-ui-flow-port')) known = faults();
      },
      true,
    );
  RED.events.on('links:add', look);
  RED.events.on('nodes:change', look);
  RED.hooks.add('viewRedrawNode.plantops', colourPorts);

  /** The message that arrives at a function, as TypeScript; undefined where wires do not say. */
  function incoming(id) {
    const arrivals = followWires(flow(), PORTS).arrivals.get(id) ?? [];
    const names = new Set(arrivals.map(({ type, isJoined }) => (isJoined ? 'anything' : type)));
    const [name] = names;
    return names.size === 1 && name !== 'anything' ? TYPES[name] : undefined;
  }

  /** Has the code editor know what is in `msg`. */
  function completeMessage(type) {
    if (!type || typeof monaco === 'undefined') return;
    $.get('types/node-red/func.d.ts').done((text) => {
      const typed = text.replace(/declare var msg: NodeMessage;/, `declare var msg: ${type.typescript};`);
      monaco.typescript.javascriptDefaults.addExtraLib(typed, 'file://types/node-red/func/index.d.ts');
    });
  }

  /** Adds a field to function nodes: what they send. */
  function extendFunction(definition) {
    definition.defaults[DECLARED_OUTPUT] = { value: '' };
    const prepare = definition.oneditprepare;
    definition.oneditprepare = function () {
      const field = `node-input-${DECLARED_OUTPUT}`;
      const options = Object.entries(TYPES)
        .filter(([name]) => name !== 'anything')
        .map(([name, { label }]) => $('<option>').val(name).text(label));
      const choice = $('<select>', { id: field, css: { width: '60%' } });
      choice.append($('<option>').val('').text(TEXTS.whatever), ...options).val(this[DECLARED_OUTPUT] || '');
      const label = $('<label>', { for: field, text: TEXTS.sends, css: { width: '100px' } });
      $('#node-input-name')
        .closest('.form-row')
        .after($('<div>', { class: 'form-row' }).append(label, choice));
      prepare?.apply(this, arguments);
      completeMessage(incoming(this.id));
    };
  }

  RED.events.on('registry:node-type-added', (type) => {
    const definition = RED.nodes.getType(type);
    if (type === 'function') extendFunction(definition);
    else if (PORTS[type]) labelPorts(type, definition);
  });
})();
