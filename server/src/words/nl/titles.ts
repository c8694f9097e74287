import type { Words } from '../type.ts';

export const titles: Words['titles'] = {
  section: 'Instellingen',
  pages: {
    connections: 'Verbindingen',
    tokens: 'Toegangstokens',
    clients: 'OAuth-clients',
    members: 'Personen',
    activity: 'Activiteit',
    explorer: 'API-verkenner',
    device: 'Apparaat verbinden',
  },
  scopes: {
    openid: (api) => `U inloggen met uw account bij ${api}`,
    profile: 'Uw naam en profiel zien',
    email: 'Uw e-mailadres zien',
    address: 'Uw postadres zien',
    phone: 'Uw telefoonnummer zien',
    offline_access: 'Verbonden blijven als u er niet bent',
  },
};
