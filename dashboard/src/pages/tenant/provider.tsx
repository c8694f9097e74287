import { LogIn } from 'lucide-react';
import { useState } from 'react';
import { Refused } from '../../data/call.ts';
import type { TenantProvider } from '../../data/management.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/card.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { ExactMoment } from '../../ui/moment.tsx';
import { Choice } from '../../ui/select.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { GroupRoles } from './group-roles.tsx';
import { useRoleOptions } from './role-options.ts';

/** Where do the people of this tenant sign in? */
export function Provider({ tenant }: { tenant: string }) {
  const { tenant: tenantWords, ui } = useWords();
  const words = tenantWords.provider;
  const found = useRead('getTenantProvider', { path: { tenant } });
  const [asking, setAsking] = useState<'set' | 'remove' | null>(null);
  const none = found.error instanceof Refused && found.error.status === 404;
  if (found.error && !none) return <Failed error={found.error} reset={() => void found.refetch()} />;
  const provider = none ? null : (found.data?.data ?? null);
  const close = () => setAsking(null);
  // Where there was none, it is pending again after the change: a dialog that went with it would not hear that it succeeded.
  return (
    <>
      {found.isPending ? (
        <p className="text-soft">{ui.loading}</p>
      ) : provider ? (
        <Shown provider={provider} onAsk={setAsking} />
      ) : (
        <Empty
          icon={LogIn}
          title={words.empty}
          action={
            <Button weight="primary" onClick={() => setAsking('set')}>
              {words.set}
            </Button>
          }
        >
          {words.emptyText}
        </Empty>
      )}
      <GroupRoles tenant={tenant} />
      {asking === 'set' && <SetProvider tenant={tenant} provider={provider} onClose={close} />}
      {asking === 'remove' && (
        <ConfirmedChange
          change="removeTenantProvider"
          input={{ path: { tenant } }}
          touches={['getTenantProvider']}
          title={words.removeTitle}
          action={words.remove}
          text={words.removeText}
          done={words.removed}
          onClose={close}
        />
      )}
    </>
  );
}

interface ShownProps {
  provider: TenantProvider;
  onAsk: (what: 'set' | 'remove') => void;
}

function Shown({ provider, onAsk }: ShownProps) {
  const { tenant: tenantWords } = useWords();
  const words = tenantWords.provider;
  return (
    <div className="grid gap-5">
      <Facts
        facts={[
          [words.title, provider.title],
          [words.issuer, <Copyable key="issuer" text={provider.issuer} what={words.issuer} />],
          [words.clientId, <Copyable key="client" text={provider.clientId} what={words.clientId} />],
          [tenantWords.role, provider.role],
          [words.subjectClaim, <code key="subject">{provider.subjectClaim}</code>],
          [words.groupsClaim, <code key="groups">{provider.groupsClaim}</code>],
          [words.redirectUri, <Copyable key="back" text={provider.redirectUri} what={words.redirectUri} />],
          [words.signInUrl, <Copyable key="in" text={provider.signInUrl} what={words.signInUrl} />],
          [words.since, <ExactMoment key="since" at={provider.since} />],
        ]}
      />
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => onAsk('set')}>{words.change}</Button>
        <Button weight="danger" onClick={() => onAsk('remove')}>
          {words.remove}
        </Button>
      </div>
    </div>
  );
}

const SUBJECT_CLAIMS: readonly TenantProvider['subjectClaim'][] = ['sub', 'oid'];

interface SetProps {
  tenant: string;
  provider: TenantProvider | null;
  onClose: () => void;
}

function SetProvider({ tenant, provider, onClose }: SetProps) {
  const { tenant: tenantWords } = useWords();
  const words = tenantWords.provider;
  const roles = useRoleOptions(tenant);
  const [draft, setDraft] = useState({
    title: provider?.title ?? '',
    issuer: provider?.issuer ?? '',
    clientId: provider?.clientId ?? '',
    clientSecret: '',
    role: provider?.role ?? '',
    // Another one would make other people of those who sign in, so they stay unless somebody changes them.
    subjectClaim: provider?.subjectClaim ?? ('sub' as const),
    groupsClaim: provider?.groupsClaim ?? 'groups',
  });
  const set = useChange('setTenantProvider', ['getTenantProvider']);
  const role = draft.role || roles.at(-1)?.value || '';
  const submit = () =>
    set.mutate({ path: { tenant }, body: { ...draft, role } }, telling(words.saved, onClose));
  const field = (name: 'title' | 'issuer' | 'clientId' | 'clientSecret' | 'groupsClaim') => ({
    label: words[name],
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
    at: `/${name}`,
  });
  return (
    <FormDialog open onClose={onClose} title={words.set} action={words.set} change={set} onSubmit={submit}>
      <TextField {...field('title')} hint={words.titleHint} />
      <TextField {...field('issuer')} type="url" placeholder="https://" hint={words.issuerHint} />
      <TextField {...field('clientId')} autoComplete="off" />
      <TextField
        {...field('clientSecret')}
        type="password"
        autoComplete="off"
        hint={provider ? words.secretAgain : undefined}
      />
      <Choice
        label={tenantWords.role}
        hint={words.roleHint}
        value={role}
        options={roles}
        onChange={(next) => setDraft({ ...draft, role: next })}
        at="/role"
      />
      <Choice
        label={words.subjectClaim}
        hint={words.subjectClaimHint}
        value={draft.subjectClaim}
        options={SUBJECT_CLAIMS.map((value) => ({ value, label: value }))}
        onChange={(next) => setDraft({ ...draft, subjectClaim: next === 'oid' ? next : 'sub' })}
        at="/subjectClaim"
      />
      <TextField {...field('groupsClaim')} hint={words.groupsClaimHint} monospace />
    </FormDialog>
  );
}
