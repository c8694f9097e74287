import type { RedisAddress } from '../config/environment/redis.ts';
import type { ToldPush } from '../store/push/push.ts';

/**
 * Tells the nodes of what a command has changed, by the Redis that they share. Connects with the first change, since most commands
 * make none.
 */
export function latePush(
  address: RedisAddress,
  { api, note }: { api: { name: string; issuer: string }; note: (line: string) => void },
): ToldPush {
  let opening: Promise<{ push: ToldPush; close(): Promise<void> }> | undefined;
  const open = async () => {
    const { Redis } = await import('../redis/redis.ts');
    const { RedisPush } = await import('../redis/push.ts');
    const redis = await Redis.open(address, {
      apis: [api],
      log: { info() {}, warn: (about: unknown) => warn(about) },
    });
    const push = new RedisPush(redis);
    const close = () => push.close().then(() => redis.close());
    return { push, close };
  };
  const warn = (about: unknown) => {
    const why = about instanceof Error ? about.message : String((about as { error?: string }).error);
    note(`Running nodes learn of this change within 5 seconds, not at once: ${why}`);
  };
  return {
    up: false,
    follow: () => () => {},
    tell(channel, change) {
      opening ??= open();
      return opening.then(({ push }) => push.tell(channel, change)).catch(warn);
    },
    async close() {
      await opening?.then(
        ({ close }) => close(),
        () => {},
      );
    },
  };
}
