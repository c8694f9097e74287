import type { Client, ClientWithSecrets } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { GroupError, TextField, Tick } from '../../ui/field.tsx';
import { useWords } from '../../words/index.ts';

export interface ScopeDraft {
  scopes: readonly string[];
  reasons: Readonly<Record<string, string>>;
}

interface ScopeChoiceProps {
  kind: Client['kind'];
  value: ScopeDraft;
  onChange: (value: ScopeDraft) => void;
}

/** Each application may ask for it without having it in its list, so there is nothing to tick. */
const OPEN_TO_ALL = 'offline_access';

/** Ticks for the scopes that a client of this kind may ask for. Each that is ticked asks for its reason. */
export function ScopeChoice({ kind, value, onChange }: ScopeChoiceProps) {
  const words = useWords().clients;
  const about = useRead('describeApi', {}).data?.data;
  const offered = (about?.scopes ?? []).filter(
    ({ name, platformsOnly }) => name !== OPEN_TO_ALL && (kind === 'platform' || !platformsOnly),
  );
  const toggle = (name: string, ticked: boolean) =>
    onChange({
      ...value,
      scopes: ticked ? [...value.scopes, name] : value.scopes.filter((each) => each !== name),
    });
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">{words.scopes}</legend>
      <p className="text-sm text-soft">{words.scopesLead}</p>
      {offered.map(({ name, title }) => (
        <div key={name} className="rounded-lg border border-line px-3 py-2">
          <Tick
            label={title}
            hint={<code>{name}</code>}
            checked={value.scopes.includes(name)}
            onChange={(ticked) => toggle(name, ticked)}
          />
          {value.scopes.includes(name) && (
            <div className="mt-1 mb-2 pl-7">
              <TextField
                label={words.reason(name)}
                hint={words.reasonHint}
                value={value.reasons[name] ?? ''}
                onChange={(reason) => onChange({ ...value, reasons: { ...value.reasons, [name]: reason } })}
              />
            </div>
          )}
        </div>
      ))}
      <GroupError at="/scopes" />
    </fieldset>
  );
}

/** The reasons of the scopes that are ticked, without those that are empty. */
export function reasonsOf({ scopes, reasons }: ScopeDraft): Record<string, string> {
  return Object.fromEntries(
    scopes.flatMap((name) => (reasons[name]?.trim() ? [[name, reasons[name].trim()]] : [])),
  );
}

/** The scopes of a client with their reasons, to be changed. */
export function scopeDraftOf({ scopes }: Pick<ClientWithSecrets, 'scopes'>): ScopeDraft {
  return {
    scopes: scopes.map(({ name }) => name),
    reasons: Object.fromEntries(scopes.flatMap(({ name, reason }) => (reason ? [[name, reason]] : []))),
  };
}
