import { useState } from 'react';
import type { Tagged } from '../../data/call.ts';
import type { Connection } from '../../data/management.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Outdated } from '../../shell/outdated.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { type ConnectionPath, LimitAddresses, Shrink, TOUCHES } from './narrow.tsx';

interface Props {
  found: Tagged<Connection>;
  path: ConnectionPath;
}

/** To narrow it, to stop it for a while, and to end it for good. */
export function ConnectionActions({ found, path }: Props) {
  const words = useWords().connections;
  const { state, client } = found.data;
  const [asking, setAsking] = useState<'shrink' | 'limit' | 'revoke' | null>(null);
  const close = () => setAsking(null);
  const suspend = useChange('suspendConnection', TOUCHES);
  const resume = useChange('resumeConnection', TOUCHES);
  if (state === 'revoked') return null;
  const stopped = state === 'suspended';
  const change = stopped ? resume : suspend;
  return (
    <div className="mt-5 grid gap-3">
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => setAsking('shrink')}>{words.shrink}</Button>
        <Button onClick={() => setAsking('limit')}>{words.limit}</Button>
        <Button
          busy={change.isPending}
          onClick={() =>
            change.mutate(
              { path },
              telling(stopped ? words.resumed(client.name) : words.suspended(client.name)),
            )
          }
        >
          {stopped ? words.resume : words.suspend}
        </Button>
        <Button weight="danger" onClick={() => setAsking('revoke')}>
          {words.revoke}
        </Button>
      </div>
      <Refusal refused={suspend.error ?? resume.error} />
      {asking === 'shrink' && <Shrink found={found} path={path} onClose={close} />}
      {asking === 'limit' && <LimitAddresses found={found} path={path} onClose={close} />}
      {asking === 'revoke' && <Revoke path={path} name={client.name} onClose={close} />}
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
      onConfirm={() => revoke.mutate({ path }, telling(words.revoked(name), onClose))}
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
        foreseen.isPending && <p>{ui.loading}</p>
      )}
      <Outdated error={foreseen.error} />
      <Refusal refused={revoke.error} />
    </Confirm>
  );
}
