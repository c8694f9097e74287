import { useState } from 'react';
import type { OperationId } from '../../data/call.ts';
import type { Connection } from '../../data/management.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/form.tsx';
import { tell } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

const TOUCHES: readonly OperationId[] = ['getConnection', 'listConnections', 'listConnectionActivity'];

interface Props {
  connection: Connection;
  path: { tenant: string; connection: string };
}

/** To stop for a while, and to end for good. */
export function ConnectionActions({ connection: { state, client }, path }: Props) {
  const words = useWords().connections;
  const [revoking, setRevoking] = useState(false);
  const suspend = useChange('suspendConnection', TOUCHES);
  const resume = useChange('resumeConnection', TOUCHES);
  // A dialog that is still open says itself when it is done.
  if (state === 'revoked' && !revoking) return null;
  const stopped = state === 'suspended';
  const change = stopped ? resume : suspend;
  return (
    <div className="mt-5 grid gap-3">
      <div className="flex flex-wrap gap-3">
        <Button
          busy={change.isPending}
          onClick={() =>
            change.mutate(
              { path },
              { onSuccess: () => tell(stopped ? words.resumed(client.name) : words.suspended(client.name)) },
            )
          }
        >
          {stopped ? words.resume : words.suspend}
        </Button>
        <Button weight="danger" onClick={() => setRevoking(true)}>
          {words.revoke}
        </Button>
      </div>
      <Refusal refused={suspend.error ?? resume.error} />
      {revoking && <Revoke path={path} name={client.name} onClose={() => setRevoking(false)} />}
    </div>
  );
}

/** It says first which things stop, who is told, and how it comes back. */
function Revoke({ path, name, onClose }: Pick<Props, 'path'> & { name: string; onClose: () => void }) {
  const { connections: words, ui } = useWords();
  const foreseen = useRead('foreseeRevocation', { path });
  const revoke = useChange('revokeConnection', TOUCHES);
  const end = foreseen.data?.data;
  return (
    <Confirm
      open
      title={words.revokeTitle(name)}
      action={words.revoke}
      busy={revoke.isPending}
      onClose={onClose}
      onConfirm={() =>
        revoke.mutate(
          { path },
          {
            onSuccess() {
              tell(words.revoked(name));
              onClose();
            },
          },
        )
      }
    >
      {end ? (
        <>
          <p>{words.loses}</p>
          <ul className="list-disc pl-5">
            {end.loses.map(({ name: scope, title }) => (
              <li key={scope}>{title}</li>
            ))}
          </ul>
          {end.people > 1 && <p>{words.forPeople(end.people)}</p>}
          <p>{end.told.length > 0 ? words.told(end.event) : words.notTold(end.event)}</p>
          <p className="text-soft">{words.comesBack(name)}</p>
        </>
      ) : (
        <p>{ui.loading}</p>
      )}
      <Refusal refused={revoke.error} />
    </Confirm>
  );
}
