import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { OperationId } from '../../data/call.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog, Refusal } from '../../ui/form.tsx';
import { Choice } from '../../ui/select.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import type { ClientProps } from './client-props.ts';

const TOUCHES: readonly OperationId[] = ['getClient', 'listClients'];

/** Approval, suspension, verification and the plan: decided by those who operate the API. */
export function Review({ client, etag }: ClientProps) {
  const { clients: words, ui } = useWords();
  const { review } = words;
  const [suspending, setSuspending] = useState(false);
  const approve = useChange('approveClient', TOUCHES);
  const resume = useChange('resumeClient', TOUCHES);
  const verify = useChange('verifyClient', TOUCHES);
  const unverify = useChange('unverifyClient', TOUCHES);
  const input = { path: { client: client.id } };
  const failed = [approve, resume, verify, unverify].find(({ error }) => error)?.error ?? null;
  return (
    <div className="grid gap-5">
      <p className="text-soft">{review.lead}</p>
      <div className="flex flex-wrap gap-3">
        {client.state === 'pending' && (
          <Button
            weight="primary"
            busy={approve.isPending}
            onClick={() => approve.mutate(input, telling(review.approved(client.name)))}
          >
            {review.approve}
          </Button>
        )}
        {client.state === 'suspended' || client.state === 'held' ? (
          <Button
            weight="primary"
            busy={resume.isPending}
            onClick={() => resume.mutate(input, telling(review.resumed(client.name)))}
          >
            {review.resume}
          </Button>
        ) : (
          <Button weight="danger" onClick={() => setSuspending(true)}>
            {review.suspend}
          </Button>
        )}
        <Button
          busy={verify.isPending || unverify.isPending}
          onClick={() => (client.verified ? unverify : verify).mutate(input, telling(ui.saved))}
        >
          {client.verified ? review.unverify : review.verify}
        </Button>
      </div>
      <p className="text-sm text-soft">{review.verifyText}</p>
      <Refusal refused={failed} />
      <Facts
        facts={[
          [words.origin, words.origins[client.origin]],
          [words.owner, client.owner ? <Owner key="owner" id={client.owner} /> : ui.none],
          [words.tenant, client.tenant ? <Tenant key="tenant" id={client.tenant} /> : ui.none],
          ...client.scopes.map(({ name, reason }) => [name, reason ?? '–'] as const),
        ]}
      />
      <Plan client={client} etag={etag} />
      <Suspend id={client.id} name={client.name} open={suspending} onClose={() => setSuspending(false)} />
    </div>
  );
}

function Owner({ id }: { id: string }) {
  const name = useRead('getUser', { path: { user: id } }).data?.data.name;
  return <To page="users" id={id} name={name} />;
}

function Tenant({ id }: { id: string }) {
  const name = useRead('getTenant', { path: { tenant: id } }).data?.data.name;
  return <To page="tenants" id={id} name={name} />;
}

/** A link by the name, or by the id while the name is not there. */
function To({ page, id, name }: { page: 'users' | 'tenants'; id: string; name: string | undefined }) {
  return (
    <Link to={`/owner/${page}/${encodeURIComponent(id)}`} className="underline hover:text-accent">
      {name ?? <code>{id}</code>}
    </Link>
  );
}

function Plan({ client, etag }: Pick<ClientProps, 'client' | 'etag'>) {
  const { clients: words, ui } = useWords();
  const about = useRead('describeApi', {}).data?.data;
  const change = useChange('changeClient', TOUCHES);
  const plans = Object.keys(about?.plans ?? {});
  if (plans.length === 0) return null;
  return (
    <div className="max-w-sm">
      <Choice
        label={words.plan}
        value={client.plan ?? ''}
        options={[{ value: '', label: words.noPlan }, ...plans.map((plan) => ({ value: plan, label: plan }))]}
        onChange={(plan) =>
          change.mutate(
            { path: { client: client.id }, body: { plan: plan || null }, ifMatch: etag },
            telling(ui.saved),
          )
        }
      />
      <Refusal refused={change.error} onReload={change.reset} />
    </div>
  );
}

interface SuspendProps {
  id: string;
  name: string;
  open: boolean;
  onClose: () => void;
}

function Suspend({ id, name, open, onClose }: SuspendProps) {
  const { review } = useWords().clients;
  const [reason, setReason] = useState('');
  const suspend = useChange('suspendClient', TOUCHES);
  const submit = () =>
    suspend.mutate(
      { path: { client: id }, body: { reason: reason.trim() || null } },
      telling(review.suspended(name), onClose),
    );
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={review.suspend}
      action={review.suspend}
      change={suspend}
      onSubmit={submit}
    >
      <p>{review.suspendText}</p>
      <TextField
        label={review.suspendReason}
        hint={review.suspendReasonHint}
        value={reason}
        onChange={setReason}
        rows={2}
        at="/reason"
      />
    </FormDialog>
  );
}
