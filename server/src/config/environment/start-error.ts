/**
 * Why Latchkey cannot start or a command cannot be done, in one sentence for the person at the terminal:
 * what is wrong, where, and what to do. Whoever catches it prints `message` alone and exits with 1.
 */
export class StartError extends Error {
  override name = 'StartError';
}
