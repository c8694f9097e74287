// npm runs this before it packs or publishes a folder of the clone, which contains TypeScript: `node_modules`
// is the one place where Node refuses that.

console.error(
  'This folder runs from the clone. npm run pack, in the root, builds what is published and packs it.',
);
process.exit(1);
