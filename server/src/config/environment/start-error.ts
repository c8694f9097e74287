/**
 * The reason why Latchkey cannot start or a command fails, in one sentence for the operator: what is wrong,
 * where, and what to do. The command line prints only `message` and exits with 1.
 */
export class StartError extends Error {
  override name = 'StartError';
}
