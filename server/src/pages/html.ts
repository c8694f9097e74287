export * from '../lib/html.ts';
