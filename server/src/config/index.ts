export * from './address.ts';
export * from './authorization-details.ts';
export * from './define-api.ts';
export * from './dialect-names.ts';
export * from './front.ts';
export type { TokenExchangeConfig, TrustedIssuer } from './further-grants.ts';
export { type GatewayFront, type GatewaySettings, gatewaySettings, type Timeouts } from './gateway.ts';
export * from './sign-in.ts';
export * from './signing.ts';
