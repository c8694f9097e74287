/** Redis did not answer, or is not asked for the moment. It may have done all the same what it was asked. */
export class RedisGone extends Error {
  override name = 'RedisGone';
  /** Whether it was asked. */
  readonly asked: boolean;

  constructor(message: string, { asked }: { asked: boolean }) {
    super(message);
    this.asked = asked;
  }
}
