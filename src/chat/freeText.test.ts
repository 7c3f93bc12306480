import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { lineOfFreeText } from './freeText.ts';
import { createRegistry } from './registry.ts';

const lineOf = (text: string): string => lineOfFreeText(text, createRegistry(commands));

describe('free words', () => {
  it.each([
    'why did t3 lose?',
    'How was last week',
    'approve c1',
    'close all',
    'reject c1 because it is late',
    'risk more please',
    'pair 123456',
    '🙂',
  ])('are a question: %s', (text) => {
    expect(lineOf(text)).toBe(`/ask ${text}`);
  });

  it.each(['/approve c1', '/nonsense', 'status', 'why t3', 'trades 5', 'halt', 'halt now', 'Halt', ''])('are none: %j', (text) => {
    expect(lineOf(text)).toBe(text);
  });
});
