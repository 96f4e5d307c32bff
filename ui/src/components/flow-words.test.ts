import { describe, expect, it } from 'vitest';
import { setAsideGroup } from '../testing/samples';
import { placeInSentence, placeOf, reasonBeside } from './flow-words';

const node = 'function "mine" on the tab "Telemetry"';

describe('the place where messages were set aside', () => {
  it('is the node in words, its id where there are none, or the database', () => {
    const places = [setAsideGroup(), setAsideGroup({ node: null }), setAsideGroup({ node_id: null, node: null })];
    expect(places.map(placeOf)).toEqual([node, 'between', 'The database']);
    expect(places.map(placeInSentence)).toEqual([node, 'between', 'the database']);
  });
});

describe('the reason beside a node', () => {
  it('does not name the node again', () => {
    expect(reasonBeside(setAsideGroup(), `${node} failed: no luck`)).toBe('no luck');
  });

  it('stays whole where it says something else', () => {
    const ended = 'it ended at "mine", which neither keeps it nor says that it lets it go';
    expect(reasonBeside(setAsideGroup(), ended)).toBe(ended);
    expect(reasonBeside(setAsideGroup({ node: null }), ' failed: no luck')).toBe(' failed: no luck');
  });
});
