// Writes the software bill of materials of the packages (CycloneDX): what a project gets that installs all of them.
// `sbom FILE`; the default is sbom.cdx.json. Ends with an error when a licence is not permissive.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const file = resolve(process.argv[2] ?? join(root, 'sbom.cdx.json'));
const { version } = JSON.parse(readFileSync(join(root, 'packages/server/package.json'), 'utf8'));
const permissive = JSON.parse(readFileSync(new URL('permissive-licences.json', import.meta.url), 'utf8'));

/** Without the settings of the pnpm that runs this script, of which npm warns, but for the registry. */
const isForNpm = (name) => !/^npm_/i.test(name) || /^npm_config_registry$/i.test(name);
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => isForNpm(name)));

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'inherit'] });

/** Returns the licences of a component, as identifiers or expressions of SPDX. */
const toLicences = ({ licenses = [] }) =>
  licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name);

/** Whether one part of an expression with OR is permissive; of one with AND each must be. */
const isPermissive = (expression) =>
  expression
    .replace(/[()]/g, '')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((licence) => permissive.includes(licence.trim())));

const project = mkdtempSync(join(tmpdir(), 'twinbeam-sbom-'));
try {
  run(
    'npx',
    ['--yes', 'pnpm@10.34.9', '--recursive', '--filter', './packages/*', 'pack', '--pack-destination', project],
    root,
  );
  const tarballs = readdirSync(project).map((name) => `./${name}`);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'twinbeam', version, private: true }));
  const install = ['install', '--package-lock-only', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  run('npm', [...install, ...tarballs], project);
  const sbom = run('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], project);
  const { components } = JSON.parse(sbom);
  const refused = components.filter((component) => {
    const licences = toLicences(component);
    return licences.length === 0 || !licences.every(isPermissive);
  });
  for (const component of refused) {
    console.error(`${component.name} ${component.version}: ${toLicences(component).join(', ') || 'no licence'}`);
  }
  writeFileSync(file, sbom);
  console.log(`${components.length} components, ${refused.length} without a permissive licence: ${file}`);
  if (refused.length > 0 || components.length < 50) process.exitCode = 1;
} finally {
  rmSync(project, { recursive: true });
}
