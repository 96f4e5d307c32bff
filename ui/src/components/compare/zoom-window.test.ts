import { describe, expect, it } from 'vitest';
import { clampedWindow, scaledWindow, shiftedWindow } from './zoom-window';

const whole = { from: 0, to: 100 };

describe('a part of a whole', () => {
  it('is moved within it, and no longer than it', () => {
    expect(clampedWindow({ from: -10, to: 10 }, whole)).toEqual({ from: 0, to: 20 });
    expect(clampedWindow({ from: 95, to: 110 }, whole)).toEqual({ from: 85, to: 100 });
    expect(clampedWindow({ from: -50, to: 200 }, whole)).toEqual(whole);
  });

  it('grows and shrinks around its middle', () => {
    expect(scaledWindow(whole, 0.5, whole)).toEqual({ from: 25, to: 75 });
    expect(scaledWindow({ from: 0, to: 20 }, 2, whole)).toEqual({ from: 0, to: 40 });
  });

  it('moves until it meets an end', () => {
    expect(shiftedWindow({ from: 20, to: 40 }, 0.5, whole)).toEqual({ from: 30, to: 50 });
    expect(shiftedWindow({ from: 90, to: 100 }, 0.5, whole)).toEqual({ from: 90, to: 100 });
  });
});
