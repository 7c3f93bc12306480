/** A tool whose results the page shows, in this order. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** What it does, what it judges by, and what it cannot show. */
  readonly about: string;
  readonly again: string;
}

export const TOOLS: readonly Tool[] = [
  {
    name: 'sim',
    title: 'Simulation',
    about:
      'A whole Heron, with its real ledger, lives in a world that a number decides: its clock, its venue, its chats, its model. Answers are lost, late, doubled and wrong, it is killed at named steps, and then everything is healed. An exchange of the test keeps books of its own in integers; what Heron wrote is compared with them and with the invariants below. The same number twice is the same life to the last byte. The venue is ours: what no real venue ever showed us is not in it.',
    again: 'npm run sim -- --seeds 5000',
  },
  {
    name: 'teeth',
    title: 'Teeth',
    about:
      'Would the checks notice? Four order protocols that are known to be wrong and ten ledgers that are wrong on purpose take the place of the right ones, from outside of `src`. Each must be caught. A wrong one that nobody catches is a hole in the checks.',
    again: 'node test/sim/wrong/teeth.ts --seeds 1000',
  },
  {
    name: 'crash',
    title: 'kill -9',
    about:
      'Heron in a process of its own, its ledger on a disk, venue and chats in other processes, is killed with SIGKILL at each named step, started again and compared with the books of the venue. A killed process loses its memory, not what the system has yet to write to the disk; for that see the power loss in the storage faults (FI-59).',
    again: 'npm run crash -- --kills 200',
  },
  {
    name: 'fuzz',
    title: 'Fuzzing',
    about:
      'Everything that reads what comes from outside gets input that is almost right. It may refuse, in a sentence; it may not throw anything else, hang, or change anything.',
    again: 'npm run fuzz -- --inputs 1000000',
  },
  {
    name: 'tamper',
    title: 'Tampering',
    about:
      'Somebody with the file and a database tool edits, deletes, swaps, reorders or cuts off rows; the append-only triggers are dropped before. `heron verify` and the audit must see it, and name the first event that is no longer as it was: the test knows which one that is, because it did it. Who rewrites the whole chain from some event on, and the anchors that were posted to the chats with it, is seen by nobody here.',
    again: 'npm run tamper -- --strikes 1000',
  },
  {
    name: 'soak',
    title: 'Soak',
    about:
      'A Heron in a process of its own runs for days of market time as fast as the machine can, with a chat platform attached and people who ask, then for an hour at the speed that it ships with. Its memory, files, timers and the log of its ledger are measured from outside and inside.',
    again: 'npm run soak -- --virtualHours 72 --realMinutes 60',
  },
  {
    name: 'container',
    title: 'Container',
    about:
      'The image is built, run as README says and looked at from inside: root that cannot be written to, no capability, none to be gained, system calls filtered by the engine, not root; and whether Heron answers, audits, backs up, stops in order and goes on there.',
    again: 'npm run container -- --base node@sha256:…',
  },
  {
    name: 'security',
    title: 'Security checks',
    about: 'The forty checks of the list, each as tests that fail when it does not hold. Section "Security" below shows them one by one.',
    again: 'npm test',
  },
];
