import { expect, it } from 'vitest';
import { fern } from '../testing/samples';
import { fieldsOf } from './plant-fields';

it('a plant as it was is sent without the name of its room, which is no part of a place that can be changed', () => {
  const place = { ...fern().place, site: 'indoors' as const, room: 'Bath' };
  const { room: _room, ...rest } = place;
  expect(fieldsOf(fern({ room_id: 'room_bath', tags: ['green'], place }))).toEqual({
    name: 'Fern',
    species: null,
    place: rest,
    room_id: 'room_bath',
    tags: ['green'],
  });
});
