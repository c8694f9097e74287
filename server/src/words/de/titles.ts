import type { Words } from '../type.ts';

export const titles: Words['titles'] = {
  section: 'Einstellungen',
  pages: {
    connections: 'Verbindungen',
    tokens: 'Zugriffstoken',
    clients: 'OAuth-Clients',
    members: 'Personen',
    activity: 'Aktivität',
    explorer: 'API-Explorer',
    device: 'Gerät verbinden',
  },
  scopes: {
    openid: (api) => `Sie mit Ihrem Konto bei ${api} anmelden`,
    profile: 'Ihren Namen und Ihr Profil sehen',
    email: 'Ihre E-Mail-Adresse sehen',
    address: 'Ihre Postanschrift sehen',
    phone: 'Ihre Telefonnummer sehen',
    offline_access: 'Verbunden bleiben, wenn Sie nicht da sind',
  },
};
