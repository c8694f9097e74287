export * from './config/index.ts';
export type * from './model/index.ts';
