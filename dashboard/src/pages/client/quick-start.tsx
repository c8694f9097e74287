import { useState } from 'react';
import type { ClientWithSecrets } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { Code } from '../../ui/code.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useWords } from '../../words/index.ts';
import { LANGUAGES, type StartFacts, startIn } from './start-texts.ts';

/** Commands and programs that work when they are pasted: with the client's own id, addresses and scopes. */
export function QuickStart({ client }: { client: ClientWithSecrets }) {
  const { clients: words } = useWords();
  const [language, setLanguage] = useState('curl');
  const about = useRead('describeApi', {}).data?.data;
  const permissions = useRead('listPermissions', {}).data?.data.data ?? [];
  if (!about) return null;
  const operation = permissions
    .flatMap(({ operations }) => operations)
    .find(({ method, path }) => method === 'GET' && !path.includes('{'));
  const facts: StartFacts = {
    clientId: client.id,
    hasSecret: client.kind !== 'public',
    alone: client.grantTypes.includes('client_credentials'),
    redirectUri: client.redirectUris[0] ?? 'https://app.example/callback',
    scopes: client.scopes.map(({ name }) => name),
    authorization: about.endpoints.authorization ?? '',
    token: about.endpoints.token ?? '',
    call: `${about.domains.find(({ mode }) => mode === client.mode)?.url ?? ''}${operation?.path ?? '/'}`,
    accountHeader: client.kind === 'platform' ? about.accountHeader : null,
  };
  return (
    <Tabs
      label={words.tabs.start}
      value={language}
      onChange={setLanguage}
      tabs={LANGUAGES.map(({ value, label }) => ({
        value,
        label,
        content: <Code language={label} what={label} text={startIn(value, facts)} />,
      }))}
    />
  );
}
