import { expect, it } from 'vitest';
import { toPlainText } from '#src/chat/plainText.ts';
import { say } from '#src/chat/reply.ts';
import { GrowingText } from './growingText.ts';

it('an answer that grows is printed piece by piece, and is whole in the end', () => {
  const growing = new GrowingText(toPlainText);
  const parts = [say('Answer', 'One.'), say('Answer', 'One.', 'Two.'), say('Answer', 'One.', 'Two.', 'Looked up: trades.')];
  expect(parts.map((part) => growing.more(part))).toEqual(['Answer\nOne.', '\n\nTwo.', '\n\nLooked up: trades.']);
});

it('an answer that turned out otherwise is printed whole, below what was printed', () => {
  const growing = new GrowingText(toPlainText);
  growing.more(say('Answer', 'One.'));
  expect(growing.more(say('There is no answer now', 'It broke off.'))).toBe('\n\nThere is no answer now\nIt broke off.');
});
