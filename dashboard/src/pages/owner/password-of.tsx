import { useState } from 'react';
import type { OperationId } from '../../data/call.ts';
import { useChange } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

const TOUCHES: readonly OperationId[] = ['getUser', 'listUsers', 'listSessions'];

interface PasswordProps {
  user: string;
  name: string;
  has: boolean;
}

/** Does this person sign in by a password? It can be replaced, and taken away. */
export function PasswordOf({ user, name, has }: PasswordProps) {
  const { password: words } = useWords().owner;
  const [asking, setAsking] = useState<'set' | 'remove' | null>(null);
  const close = () => setAsking(null);
  return (
    <Card
      title={words.title}
      lead={has ? words.has : words.hasNone}
      action={
        <span className="flex flex-wrap gap-2">
          <Button small onClick={() => setAsking('set')}>
            {has ? words.replace : words.set}
          </Button>
          {has && (
            <Button small weight="danger" onClick={() => setAsking('remove')}>
              {words.remove}
            </Button>
          )}
        </span>
      }
    >
      <p className="text-sm text-soft">{words.better}</p>
      {asking === 'set' && <SetPassword user={user} name={name} onClose={close} />}
      {asking === 'remove' && (
        <ConfirmedChange
          change="removePassword"
          input={{ path: { user } }}
          touches={TOUCHES}
          title={words.removeTitle(name)}
          action={words.remove}
          text={words.removeText}
          done={words.removed(name)}
          onClose={close}
        />
      )}
    </Card>
  );
}

function SetPassword({ user, name, onClose }: { user: string; name: string; onClose: () => void }) {
  const { password: words } = useWords().owner;
  const [password, setDraft] = useState('');
  const set = useChange('setPassword', TOUCHES);
  const submit = () =>
    set.mutate({ path: { user }, body: { password } }, telling(words.saved(name), onClose));
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.setTitle(name)}
      action={words.set}
      change={set}
      onSubmit={submit}
    >
      <TextField
        label={words.title}
        hint={words.hint}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setDraft}
        at="/password"
      />
    </FormDialog>
  );
}
