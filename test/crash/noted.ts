import type { Channel } from '#src/chat/platform.ts';
import type { Diary } from './diary.ts';

/** A chat whose messages are written down before and after each is sent, for whoever counts how often it was shown. */
export const noted = (channel: Channel, diary: Diary): Channel => ({
  ...channel,
  async send(message) {
    const { nonce, action } = message;
    diary.say({ k: 'trying', nonce, edit: action === 'edit' });
    const ref = await channel.send(message);
    diary.say({ k: 'sent', nonce, edit: action === 'edit' });
    return ref;
  },
});
