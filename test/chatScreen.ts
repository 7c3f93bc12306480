import { toPlainText } from '#src/chat/plainText.ts';
import type { Channel, Message, Tap } from '#src/chat/platform.ts';

/** A chat of a platform as somebody sees it: messages can be edited, and have buttons. */
export class ChatScreen implements Channel {
  readonly edits = true;
  readonly name: string;
  /** What each message shows now, oldest first, by its reference. */
  readonly messages = new Map<string, Message>();
  /** Everything that was sent, edits too. */
  readonly sent: Message[] = [];
  /** While it is set, every send fails with it. */
  down: Error | undefined;

  constructor(name: string) {
    this.name = name;
  }

  send(message: Message): string {
    if (this.down !== undefined) throw this.down;
    const ref = message.action === 'edit' ? (message.ref ?? '') : `m${this.messages.size + 1}`;
    this.messages.set(ref, message);
    this.sent.push(message);
    return ref;
  }

  /** All messages as plain text. */
  texts(): string[] {
    return [...this.messages.values()].map(({ reply }) => toPlainText(reply));
  }

  /** The newest message with a button of this label. Throws when there is none. */
  button(label: string): { readonly tap: Tap; readonly messageRef: string } {
    for (const [messageRef, { taps }] of [...this.messages].reverse()) {
      const tap = taps.find((one) => one.label === label);
      if (tap !== undefined) return { tap, messageRef };
    }
    throw new Error(`no button ${label} on ${this.name}: ${this.texts().join(' | ')}`);
  }
}
