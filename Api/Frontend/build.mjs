// Bundles what the pages load into ../wwwroot/lib. The folder is replaced as a whole, so that a stopped build leaves no half of it.
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const here = new URL('.', import.meta.url).pathname;
const target = `${here}../wwwroot/lib`;
const staging = `${here}node_modules/.bundle-${process.pid}`;

await build({
  absWorkingDir: here,
  entryPoints: { charts: 'src/charts.js', page: 'src/page.js' },
  outdir: staging,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
});
for (const face of ['latin-400', 'latin-500', 'latin-ext-400']) {
  await cp(`${here}node_modules/@fontsource/roboto/files/roboto-${face}-normal.woff2`, `${staging}/fonts/roboto-${face}.woff2`);
}
await mkdir(`${staging}/maps`, { recursive: true });
await cp(`${here}node_modules/us-atlas/states-10m.json`, `${staging}/maps/us.json`);
await cp(`${here}node_modules/world-atlas/countries-110m.json`, `${staging}/maps/world.json`);
await mkdir(`${here}../wwwroot`, { recursive: true });
await rm(target, { recursive: true, force: true });
await rename(staging, target);
