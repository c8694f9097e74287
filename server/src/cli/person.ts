import { StartError } from '../config/environment/start-error.ts';
import type { User } from '../model/index.ts';
import type { Store } from '../store/store.ts';

/** The person with an e-mail address; throws `StartError` when there is none. */
export async function personOf(email: string, store: Store): Promise<User> {
  const user = await store.userByEmail(email);
  if (user) return user;
  throw new StartError(`There is no user with the address ${email} (latchkey user list).`);
}

/** A deletion that cannot be undone needs `--yes`; `what` names the things that would go. */
export function confirmed(yes: boolean | undefined, what: string): void {
  if (!yes) throw new StartError(`${what} This cannot be undone: say --yes to do it.`);
}
