import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ripgrepDirectory } from '../opencodeBinary.ts';

/** A user configuration of OpenCode whose only provider is the scripted model at `url`. */
export function scriptedModelConfig(url: string): object {
  return {
    $schema: 'https://opencode.ai/config.json',
    autoupdate: false,
    share: 'disabled',
    enabled_providers: ['scripted'],
    model: 'scripted/demo',
    small_model: 'scripted/demo',
    provider: {
      scripted: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Scripted',
        options: { baseURL: `${url}/v1`, apiKey: 'no-secret' },
        models: { demo: modelEntry('Scripted Demo'), 'demo-mini': modelEntry('Scripted Mini') },
      },
    },
  };
}

/** Writes the configuration where an OpenCode started with `isolatedOpencodeEnv(dir)` reads it. */
export function writeOpencodeConfig(dir: string, config: object): void {
  const folder = join(dir, 'config', 'opencode');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'opencode.json'), JSON.stringify(config, null, 2));
}

/**
 * An environment in which OpenCode keeps everything it writes below `dir` and fetches nothing.
 * It is complete: the person's own variables are left out except the PATH.
 */
export function isolatedOpencodeEnv(dir: string): Record<string, string> {
  const folders = {
    HOME: join(dir, 'home'),
    XDG_DATA_HOME: join(dir, 'data'),
    XDG_CONFIG_HOME: join(dir, 'config'),
    XDG_STATE_HOME: join(dir, 'state'),
    XDG_CACHE_HOME: join(dir, 'cache'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const separator = process.platform === 'win32' ? ';' : ':';
  return {
    ...folders,
    PATH: [ripgrepDirectory(), process.env['PATH'] ?? ''].join(separator),
    LANG: 'C.UTF-8',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    OPENCODE_DISABLE_SHARE: '1',
    OPENCODE_ENABLE_QUESTION_TOOL: '1',
    GIT_CONFIG_GLOBAL: join(folders.HOME, '.gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

function modelEntry(name: string): object {
  return {
    name,
    reasoning: true,
    tool_call: true,
    attachment: true,
    limit: { context: 64_000, output: 4000 },
    cost: { input: 1, output: 2 },
    variants: { low: { reasoningEffort: 'low' }, high: { reasoningEffort: 'high' } },
  };
}
