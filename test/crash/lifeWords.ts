import type { ChatDoor, Outside, VenueDoor } from './outsideWords.ts';
import type { Fate } from './plan.ts';

/** What a child is to live, and where it is to die. JSON, its only argument. */
export interface LifeOrder {
  readonly ledgerPath: string;
  readonly venue: Outside<VenueDoor>;
  /** Undefined: this one speaks to nobody. */
  readonly chat: Outside<ChatDoor> | undefined;
  readonly seed: number;
  /** Where it kills itself; undefined: nowhere. */
  readonly fate: Fate | undefined;
  /** Nothing happens to it before it is able to act. */
  readonly isSafeAtFirst: boolean;
  /** Things it does before it ends by itself. */
  readonly acts: number;
  /** It calms down instead: everything is closed and compared, and it ends in order. */
  readonly calm: boolean;
  /** Wall time at which its process was started. */
  readonly startedAt: number;
}

/** A line in the record that a child leaves: written to the file before the child goes on. */
export type Line =
  /** A hook was reached for the first time in this life. */
  | { readonly k: 'seen'; readonly name: string }
  /** A commit returned: from now on these events must never be missing. */
  | { readonly k: 'head'; readonly seq: number; readonly hash: string }
  /** The start is over: recovered, compared with the venue, able to act. Wall milliseconds since its process was started, and milliseconds computed. */
  | { readonly k: 'ready'; readonly ms: number; readonly cpuMs: number }
  /** A message goes out, or came back as sent. */
  | { readonly k: 'trying' | 'sent'; readonly nonce: string; readonly edit: boolean }
  /** What it was doing when it was killed, and whether it was halted. */
  | { readonly k: 'dies'; readonly name: string; readonly act: string; readonly halted: boolean }
  /** Something was not as it must be. */
  | { readonly k: 'wrong'; readonly text: string }
  /** It did everything that it was asked to. */
  | { readonly k: 'done' };
