import { describe, expect, it } from 'vitest';
import { cheapKeys } from '#test/cheapKeys.ts';
import { backupSealer, keyOfBackup } from './backupSeal.ts';

const KEY = 'seven brown horses under a bridge';
cheapKeys();

describe('the key of a backup', () => {
  it('is another one for each backup, and comes back with the key of the vault alone', async () => {
    const seal = await backupSealer(KEY);
    const [first, second] = [seal(), seal()];
    expect(Buffer.from(first.key).equals(Buffer.from(second.key))).toBe(false);
    expect(first.wrapped).toMatch(/^\S+$/);
    expect(first.wrapped).not.toContain(Buffer.from(first.key).toString('hex'));
    for (const { key, wrapped } of [first, second])
      expect(Buffer.from((await keyOfBackup(wrapped, KEY))(wrapped)).equals(Buffer.from(key))).toBe(true);
    await expect(keyOfBackup(first.wrapped, `${KEY}s`)).rejects.toThrow('does not open the backup');
  });

  it.each(['', 'nothing', Buffer.from('{}').toString('base64'), Buffer.from('{"salt":"","envelope":{}}').toString('base64')])(
    'that was spoiled is refused in words: %j',
    async (wrapped) => {
      await expect(keyOfBackup(wrapped, KEY)).rejects.toThrow('does not open the backup');
    },
  );
});
