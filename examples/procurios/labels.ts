import type { Language } from './negotiation.ts';

/** The labels of the members of an answer, in its language. */
export interface Labels {
  object: string;
  objects: string;
  id: string;
  values: string;
  created_at: string;
  created_by: string;
  profile: string;
  association: string;
  user: string;
  client: string;
}

export const LABELS: Record<Language, Labels> = {
  en: {
    object: 'Object',
    objects: 'Objects',
    id: 'Number',
    values: 'Values',
    created_at: 'Created on',
    created_by: 'Created by',
    profile: 'Profile',
    association: 'Association',
    user: 'User',
    client: 'Application',
  },
  nl: {
    object: 'Object',
    objects: 'Objecten',
    id: 'Nummer',
    values: 'Waarden',
    created_at: 'Aangemaakt op',
    created_by: 'Aangemaakt door',
    profile: 'Profiel',
    association: 'Vereniging',
    user: 'Gebruiker',
    client: 'Applicatie',
  },
  de: {
    object: 'Objekt',
    objects: 'Objekte',
    id: 'Nummer',
    values: 'Werte',
    created_at: 'Angelegt am',
    created_by: 'Angelegt von',
    profile: 'Profil',
    association: 'Verband',
    user: 'Benutzer',
    client: 'Anwendung',
  },
};

/** The labels of the named members only. */
export function labelsFor<Name extends keyof Labels>(language: Language, names: Name[]): Pick<Labels, Name> {
  return Object.fromEntries(names.map((name) => [name, LABELS[language][name]])) as Pick<Labels, Name>;
}

/** Returns a day as it is written in that language. */
export function dayIn(language: Language, instant: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(instant));
}
