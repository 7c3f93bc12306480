import { type Job, liveWorld } from './job.ts';

/** A process that lives one world after the other, as it is told. */
process.on('message', ({ kind, seed, compares }: Job) => {
  liveWorld(kind, seed, compares, () => performance.now()).then(
    (run) => process.send?.({ run }),
    (error) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
