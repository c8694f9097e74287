export const titles = {
  section: 'Settings',
  pages: {
    connections: 'Connections',
    tokens: 'Access tokens',
    clients: 'OAuth clients',
    members: 'People',
    activity: 'Activity',
    explorer: 'API explorer',
    device: 'Connect a device',
  },
  scopes: {
    openid: (api: string) => `Sign you in with your ${api} account`,
    profile: 'See your name and profile',
    email: 'See your email address',
    address: 'See your postal address',
    phone: 'See your phone number',
    offline_access: 'Stay connected while you are away',
  },
};
