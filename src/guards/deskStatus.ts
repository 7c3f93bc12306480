import type { Guard } from './guard.ts';

const name = 'deskStatus';

/** D2, D3: an active desk trades, a training desk on paper only. */
export const deskStatus: Guard = {
  name,
  describe: () => 'Only an active desk opens positions, or one in training on paper.',
  check({ deskStatus: status, accountMode, intent }) {
    if (status === 'active' || (status === 'training' && accountMode === 'paper')) return undefined;
    if (status === 'training')
      return {
        guard: name,
        figure: 'training, live',
        limit: 'training on paper',
        text: `Desk ${intent.deskId} is in training, and that is on paper only.`,
      };
    const figure = status ?? 'unknown';
    return {
      guard: name,
      figure,
      limit: 'active or training',
      text: `Desk ${intent.deskId} is ${figure.replace('_', ' ')}: it opens nothing new.`,
    };
  },
};
