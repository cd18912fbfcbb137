// Asks for what the first screen shows before React is even evaluated, so that the
// answers are there when it draws for the first time. The first import of main.tsx.
import { client, followChanges, read } from "./queries";

/** Longer than this an empty frame is better than none. */
const PATIENCE_MS = 100;

// Listened to first: what changes while the answers are under way is not missed.
followChanges(client);
const asked = Promise.all([
  client.prefetchQuery(read.library()),
  client.prefetchQuery(read.environments()),
  client.prefetchQuery(read.settings()),
  client.prefetchQuery(read.runs()),
]);

// Not waited for: it asks for the keyring, which may have to be started.
void client.prefetchQuery(read.appInfo());

/** Resolves when the first screen can be drawn whole, or should not wait any longer. */
export const ready: Promise<unknown> = Promise.race([
  asked,
  new Promise((done) => setTimeout(done, PATIENCE_MS)),
]);
