import { OutsideError } from '#src/domain/errors.ts';
import { type Reply, text } from './reply.ts';

/** An answer of the outside world that was not hoped for: what happened, what Heron did, what you can do. */
export const outsideReply = ({ message, hint, retryable }: OutsideError): Reply => ({
  title: message,
  tone: 'bad',
  failed: true,
  blocks: [text(`Heron stopped there; nothing else was touched.${retryable ? ' It may work when you say it again.' : ''}`), text(hint)],
});

/** A bug. The reference is in the log beside what went wrong; the details are for whoever repairs it. */
export const bugReply = (reference: string): Reply => ({
  title: `Something inside Heron went wrong (reference ${reference})`,
  tone: 'bad',
  failed: true,
  blocks: [
    text('It was written to the log. Trading goes on as before: /status shows how things stand.'),
    text(`Please report it with the reference ${reference}.`),
  ],
});

export const isOutside = (error: unknown): error is OutsideError => error instanceof OutsideError;
