import { Bot } from 'lucide-react';
import { useState } from 'react';
import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import { useChange, useList } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { List } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { Choice } from '../../ui/select.tsx';
import { tell } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { useClientColumns, useClientFilters } from '../client/columns.tsx';
import { RegistrationTokens } from './registration-tokens.tsx';

const DAY = 86_400_000;
const AGES = [7, 30, 90, 365];

/** The applications that registered themselves; unused ones can be removed. */
export function Registered() {
  const { clients: words, shell } = useWords();
  const [cleaning, setCleaning] = useState(false);
  const [filters] = useFilters();
  const query = { ...asked(filters, ['search']), origin: filters.origin || 'registration' };
  const list = useList('listClients', { query } as Input<'listClients'>);
  const fields = useClientFilters();
  const origins = fields.origin.options.filter(
    ({ value }) => value === 'registration' || value === 'document',
  );
  return (
    <Page
      title={shell.registered}
      lead={words.registered.lead}
      action={<Button onClick={() => setCleaning(true)}>{words.registered.clean}</Button>}
    >
      <List
        label={shell.registered}
        list={list}
        rowId={({ id }) => id}
        filters={[fields.search, { ...fields.origin, options: origins }]}
        empty={{ icon: Bot, title: words.registered.empty }}
        columns={useClientColumns('/owner/clients')}
      />
      <RegistrationTokens />
      <CleanUp open={cleaning} onClose={() => setCleaning(false)} />
    </Page>
  );
}

/** Says first how many would go. */
function CleanUp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = useWords().clients.registered;
  const [days, setDays] = useState('90');
  const [found, setFound] = useState<number | null>(null);
  const clean = useChange('cleanUpClients', ['listClients']);
  const submit = () => {
    const unusedSince = new Date(Date.now() - Number(days) * DAY).toISOString();
    const preview = found === null;
    clean.mutate(
      { body: { unusedSince, preview } },
      {
        onSuccess({ deleted }) {
          if (preview) return setFound(deleted);
          tell(words.cleaned(deleted));
          close();
        },
      },
    );
  };
  const close = () => {
    setFound(null);
    onClose();
  };
  return (
    <FormDialog
      open={open}
      onClose={close}
      title={words.clean}
      action={words.clean}
      change={clean}
      onSubmit={submit}
    >
      <p>{words.cleanText}</p>
      <Choice
        label={words.unusedFor}
        value={days}
        onChange={(next) => {
          setDays(next);
          setFound(null);
        }}
        options={AGES.map((each) => ({ value: String(each), label: words.days(each) }))}
      />
      {found !== null && <p className="font-semibold">{words.found(found)}</p>}
    </FormDialog>
  );
}
