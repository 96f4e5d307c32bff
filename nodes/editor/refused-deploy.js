/**
 * Runs in the flow editor: when a deploy is refused, says why in sentences and marks the nodes. `build.ts` puts it into a
 * plugin of the pack.
 */
/* global $, RED */
(function () {
  const isDeploy = ({ url, type }) => type === 'POST' && /(^|\/)flows$/.test(url);

  /** The faults that the server found; undefined for any other failure. */
  function faultsIn(text) {
    try {
      const { code, remote } = JSON.parse(text);
      return code === 'flows_refused' ? remote : undefined;
    } catch {
      return undefined;
    }
  }

  function mark(faults) {
    const marked = faults.flatMap(({ node: id, text }) => {
      const node = RED.nodes.node(id);
      if (!node) return [];
      node.valid = false;
      node.validationErrors = [text];
      node.dirty = true;
      return [node];
    });
    RED.view.redraw(true);
    if (marked.length > 0) RED.view.reveal(marked[0].id);
  }

  // The editor shows the text of an answer as it is. This comes before its own handler.
  $.ajaxPrefilter((options, _original, request) => {
    if (!isDeploy(options)) return;
    request.fail(() => {
      const faults = faultsIn(request.responseText);
      if (!faults) return;
      request.responseText = `<ul>${faults.map(({ text }) => `<li>${$('<i>').text(text).html()}</li>`).join('')}</ul>`;
      mark(faults);
    });
  });
})();
