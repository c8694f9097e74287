import type { Settings as SettingsAnswer } from '../../data/management.ts';
import { useMe } from '../../data/me.ts';
import { useRead } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { lasting } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';
import { ApprovalMails } from './approval-mails.tsx';

/** How is the authorization server set up, and what does it miss of a profile? The configuration says it; nothing is changed here. */
export function Settings() {
  const { owner, shell, locale, ui } = useWords();
  const words = owner.settings;
  const isOwner = useMe()?.operator === 'owner';
  const found = useRead('getSettings', {});
  const resources = useRead('listProtectedResources', {}).data?.data.data ?? [];
  if (found.error) return <Failed error={found.error} reset={() => void found.refetch()} />;
  const settings = found.data?.data;
  if (!settings) return <Page title={ui.loading}>{null}</Page>;
  const lifetimes = Object.entries(settings.lifetimes).flatMap(([name, value]) =>
    typeof value === 'number' ? [[words.lifetimes[name] ?? name, lasting(value, locale)] as const] : [],
  );
  return (
    <Page title={shell.settings} lead={words.lead}>
      <Card title={words.clients}>
        <Facts
          facts={[
            [words.registration, words.registrations[settings.registration]],
            [words.documents, settings.clientMetadataDocuments ? words.yes : words.no],
            [words.approval, words.approvals[settings.approval]],
            [words.signUp, words.signUps[settings.signUp]],
            [words.grantTypes, <Names key="grants" of={settings.grantTypes} />],
            [words.authMethods, <Names key="methods" of={settings.authMethods} />],
          ]}
        />
      </Card>
      {isOwner && (settings.approval !== 'none' || settings.signUp === 'approval') && <ApprovalMails />}
      <Card title={words.lasts}>
        <Facts facts={lifetimes} />
      </Card>
      <Card title={words.resources} lead={words.resourcesLead}>
        <ul className="grid gap-2">
          {resources.map(({ identifier, separate }) => (
            <li key={identifier} className="flex flex-wrap items-center gap-2">
              <Copyable text={identifier} what={words.resources} />
              {separate && <Badge>{words.separate}</Badge>}
            </li>
          ))}
        </ul>
      </Card>
      <Card title={words.profiles} lead={words.profilesLead}>
        <ul className="grid gap-3">
          {settings.profiles.map((profile) => (
            <li key={profile.name}>
              <Profile {...profile} />
            </li>
          ))}
        </ul>
      </Card>
    </Page>
  );
}

/** A profile with what the configuration lacks of it. */
function Profile({ title, chosen, missing }: SettingsAnswer['profiles'][number]) {
  const words = useWords().owner.settings;
  const heading = (
    <span>
      <span className="mr-2 font-medium">{title}</span>{' '}
      {chosen && <Badge tone="accent">{words.chosen}</Badge>}
      {missing.length === 0 ? (
        <Badge tone="ok">{words.complete}</Badge>
      ) : (
        <Badge>{words.missing(missing.length)}</Badge>
      )}
    </span>
  );
  if (missing.length === 0) return heading;
  return (
    <details>
      <summary className="cursor-pointer">{heading}</summary>
      <ul className="mt-2 ml-5 grid list-disc gap-1.5 pl-4">
        {missing.map(({ demand, source, lacks }) => (
          <li key={`${demand} ${lacks}`}>
            {demand}: {lacks} <span className="text-sm text-soft">({source})</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Names({ of }: { of: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {of.map((each) => (
        <Badge key={each}>{each}</Badge>
      ))}
    </span>
  );
}
