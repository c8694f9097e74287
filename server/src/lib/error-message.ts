/** Returns the message of something that was thrown. Anything but an `Error` is not printed: it could hold a secret. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'not an error';
}
