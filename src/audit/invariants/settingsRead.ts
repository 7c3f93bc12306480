import type { Invariant } from '#src/audit/invariant.ts';

/** SMC-2, SMC-5. */
export const settingsRead: Invariant = {
  id: 'SETTINGS',
  says: 'Every setting is read by code.',
  start({ unreadSettings }) {
    if (unreadSettings === undefined) return undefined;
    return {
      finish() {
        const unread = unreadSettings();
        return {
          rows: unread.length,
          faults: unread.map((key) => ({ row: `setting ${key}`, expected: 'code that reads it', found: 'none' })),
        };
      },
    };
  },
};
