import { expect, it } from 'vitest';
import { tagsOf } from './equityTags.ts';

const POINTS = [
  { at: 0, equity: 10_000, hold: 10_000 },
  { at: 1, equity: 10_301, hold: 10_112 },
];

it('the last values are named after what the lines are', () => {
  expect(tagsOf(POINTS, 0, undefined).map(({ text }) => text)).toEqual(['NOW 10,301', 'HOLD 10,112']);
  expect(tagsOf(POINTS, 0, { equity: 'with e3', hold: 'without e3' }).map(({ text }) => text)).toEqual(['WITH 10,301', 'WITHOUT 10,112']);
});
