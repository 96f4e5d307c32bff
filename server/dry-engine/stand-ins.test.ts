import { expect, it } from 'vitest';
import { withStandIns } from './stand-ins.ts';

it('replaces what would act or is not known, keeps where it stands, and leaves the rest alone', () => {
  const flows = [
    { id: 'tab', type: 'tab', label: 'Mine' },
    { id: 'store', type: 'plantops-persistence', z: 'tab', wires: [[], []] },
    { id: 'sub', type: 'subflow:abc', z: 'tab', wires: [[]] },
    { id: 'held', type: 'delay', z: 'tab', wires: [['lamp']] },
    {
      id: 'lamp',
      type: 'contrib-lamp',
      z: 'tab',
      x: 10,
      y: 20,
      name: 'Lamp',
      secret: 'key',
      d: true,
      wires: [['store']],
    },
    { id: 'broker', type: 'mqtt-broker', broker: 'elsewhere' },
  ];
  expect(withStandIns(flows)).toEqual([
    ...flows.slice(0, 4),
    { id: 'lamp', type: 'dry-stand-in', z: 'tab', x: 10, y: 20, name: 'Lamp', d: true, wires: [['store']] },
    { id: 'broker', type: 'dry-stand-in' },
  ]);
});
