import { describe, expect, it } from 'vitest';
import vm from 'node:vm';
import { functionNodeOf, isOwnFault, messageOf } from './own-fault.ts';

const withStack = (...frames: string[]): Error =>
  Object.assign(new Error('broken'), {
    stack: ['Error: broken', ...frames.map((frame) => `    at ${frame}`)].join('\n'),
  });

describe('where a failure comes from', () => {
  it('is a function node if one of its frames is that node', () => {
    expect(functionNodeOf(withStack('Function node:a1.b-c [mine]:9:99', 'Script.runInContext (node:vm:149:12)'))).toBe(
      'a1.b-c',
    );
    expect(functionNodeOf(withStack('foo (/x/server/engine/engine.ts:1:1)'))).toBeUndefined();
    for (const odd of ['text', undefined, Object.assign(new Error('x'), { stack: undefined })])
      expect(functionNodeOf(odd)).toBeUndefined();
  });

  it('is known of an error of another realm, too', () => {
    const failure: unknown = vm.runInNewContext(
      'try { gone() } catch (error) { error }',
      {},
      { filename: 'Function node:f1 [mine]' },
    );
    expect([functionNodeOf(failure), messageOf(failure), isOwnFault(failure)]).toEqual([
      'f1',
      'gone is not defined',
      false,
    ]);
    expect([messageOf('text'), messageOf(undefined), messageOf({ message: 7 })]).toEqual([
      'text',
      'undefined',
      '[object Object]',
    ]);
  });

  it('is our own code if the innermost frame that is not of Node.js is ours', () => {
    expect(
      isOwnFault(withStack('Socket.emit (node:events:1:1)', 'foo (/srv/plantops/server/broker/inbox.ts:1:1)')),
    ).toBe(true);
    expect(isOwnFault(withStack('foo (file:///srv/plantops/nodes/threshold/node.ts:1:1)'))).toBe(true);
    expect(
      isOwnFault(
        withStack('foo (/srv/plantops/node_modules/some-pack/server/x.ts:1:1)', 'bar (/srv/plantops/server/x.ts:1:1)'),
      ),
    ).toBe(false);
    expect(isOwnFault(withStack('Function node:f:1:1', 'bar (/srv/plantops/server/x.ts:1:1)'))).toBe(false);
    expect(isOwnFault(withStack('at node:internal/timers:1:1'))).toBe(false);
    expect(isOwnFault('text')).toBe(false);
  });
});
