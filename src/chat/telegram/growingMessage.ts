import { Growing } from '#src/chat/growing.ts';
import type { Reply } from '#src/chat/reply.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { Post } from './post.ts';
import type { HeardAt } from './receive.ts';
import { readRef } from './ref.ts';

/** A chat takes about one message, or edit, a second. */
const EVERY_MS = 1_000;

/** The beginning of an answer as a message, which is edited while more of it comes. In groups nothing is shown before it is whole: who may see it is not known yet. */
export class GrowingMessage {
  readonly #growing: Growing;
  readonly #turn = Promise.withResolvers<void>();
  #ref: string | undefined;

  constructor({ post, clock }: { readonly post: Post; readonly clock: Clock }, place: HeardAt) {
    const put = async (reply: Reply): Promise<void> => {
      await this.#turn.promise;
      const ref = this.#ref === undefined ? undefined : readRef(this.#ref);
      if (ref === undefined) this.#ref = await post.send({ reply, taps: [] }, place);
      else await post.edit({ reply, taps: [] }, place.chatId, ref);
    };
    this.#growing = new Growing(put, clock, EVERY_MS);
    this.progress = place.chatId < 0 ? undefined : (reply) => this.#growing.show(reply);
  }

  /** Takes what there is of the answer; undefined where nothing may be shown yet. */
  readonly progress: ((reply: Reply) => void) | undefined;

  /** Its turn in the chat has come: what was said before is answered. */
  begin(): void {
    this.#turn.resolve();
  }

  /** The message that shows the beginning, if there is one; it changes no more. */
  async end(): Promise<string | undefined> {
    await this.#growing.end();
    return this.#ref;
  }
}
