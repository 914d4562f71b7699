import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The folder of the deployment files, as a path. */
export const deployFolder = fileURLToPath(new URL('../deploy/', import.meta.url));
export const readDeployFile = (name: string): string => readFileSync(`${deployFolder}${name}`, 'utf8');

export interface Service {
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
  build?: { context: string; dockerfile: string };
}

export interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { environment: string }>;
}

export interface ScrapeConfig {
  job_name: string;
  metrics_path: string;
  authorization: { credentials_file: string };
  static_configs: { targets: string[] }[];
}

/**
 * Reads `compose.yaml` with its variables filled in, like `docker compose`. Throws if a required variable is not set.
 */
export function readCompose(variables: Record<string, string>): Compose {
  const fill = (text: string): string =>
    text.replaceAll(/\$\{(\w+)(?::([?-])([^}]*))?\}/g, (_all, name: string, sign: string | undefined, rest = '') => {
      if (variables[name]) return variables[name];
      if (sign === '?') throw new Error(`${name}: ${rest}`);
      return rest;
    });
  // YAML 1.1 is the strictest version: there `off` without quotes is not a string.
  return parse(readDeployFile('compose.yaml'), (_key, value) => (typeof value === 'string' ? fill(value) : value), {
    version: '1.1',
  }) as Compose;
}

export const readScrapes = (): ScrapeConfig[] =>
  (parse(readDeployFile('prometheus.yml')) as { scrape_configs: ScrapeConfig[] }).scrape_configs;

export const readAlerts = (): { alert: string; expr: string }[] => {
  const { groups } = parse(readDeployFile('alerts.yml')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
};

/** Reads the Dockerfile's instructions: `[name, rest]`. */
export const readDockerfile = (): [name: string, rest: string][] =>
  readDeployFile('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1).trim()]);

/** Reads the command of an instruction in exec form. */
export function readCommand(instruction: 'CMD' | 'HEALTHCHECK'): string[] {
  const [, rest = ''] = readDockerfile().find(([name]) => name === instruction) ?? [];
  return JSON.parse(rest.slice(rest.indexOf('['))) as string[];
}
