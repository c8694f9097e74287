import type { Connection } from '../../data/management.ts';
import { useChange } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/card.tsx';
import { Refusal } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { type ConnectionPath, TOUCHES } from './narrow.tsx';

/** A manager's decision about a connection, which can be left to its person again. */
export function Held({ connection, path }: { connection: Connection; path: ConnectionPath }) {
  const { held: words } = useWords().connections;
  const release = useChange('releaseConnection', TOUCHES);
  const { held, state, user } = connection;
  if (held === null) return null;
  const limited = held.scopes !== null || held.resources !== null;
  const decided = [
    held.stopped && (state === 'revoked' ? words.over : words.suspended),
    limited && words.noMore,
    held.addresses && words.addresses,
  ];
  // A suspended connection goes on when it is resumed, and that button stands below.
  const onlyResumes = state === 'suspended' && !limited && !held.addresses;
  return (
    <div className="mb-5 grid gap-2">
      <Notice tone="warn">
        <h2 className="font-semibold">{words.heading}</h2>
        <ul className="my-1 list-disc pl-5">{decided.map((each) => each && <li key={each}>{each}</li>)}</ul>
        <p>{words.mayNot(user.name)}</p>
        {!onlyResumes && (
          <Button
            small
            className="mt-2"
            busy={release.isPending}
            onClick={() => release.mutate({ path }, telling(words.released(user.name)))}
          >
            {words.leaveTo(user.name)}
          </Button>
        )}
      </Notice>
      <Refusal refused={release.error} />
    </div>
  );
}
