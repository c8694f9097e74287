import { TenantId, UserId } from 'latchkey/seed';
/**
 * The user who signs in during a run. The password is in the suite's configuration, so it protects nothing.
 */
export const PERSON = {
  id: UserId('usr_ada'),
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  password: 'a bridge over the Rhine',
} as const;

/** A user who has allowed nothing. */
export const DECLINER = {
  id: UserId('usr_charles'),
  email: 'charles@example.com',
  name: 'Charles Babbage',
  password: 'a difference of opinion',
} as const;

/** Only one tenant: a user with several has to choose, so `prompt=none` would never succeed. */
export const TENANT = { id: TenantId('ten_analytical'), name: 'Analytical Engines' } as const;

/** The authorization details that clients of the FAPI plans request (RFC 9396). */
export const DETAIL = { type: 'record', identifier: '42' } as const;

/** A value for every claim of the OpenID Connect scopes (Core section 5.4). */
export const CLAIMS = {
  family_name: 'Lovelace',
  given_name: 'Ada',
  middle_name: 'King',
  nickname: 'Ada',
  preferred_username: 'ada',
  profile: 'https://example.com/ada',
  picture: 'https://example.com/ada.png',
  website: 'https://example.com/',
  gender: 'female',
  birthdate: '1985-12-10',
  zoneinfo: 'Europe/London',
  locale: 'en-GB',
  updated_at: 1_700_000_000,
  phone_number: '+44 20 7946 0018',
  phone_number_verified: true,
  address: {
    formatted: '12 St James Square\nLondon SW1Y 4JH\nUnited Kingdom',
    street_address: '12 St James Square',
    locality: 'London',
    region: 'Greater London',
    postal_code: 'SW1Y 4JH',
    country: 'GB',
  },
};
