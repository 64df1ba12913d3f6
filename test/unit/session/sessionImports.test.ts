import assert from 'node:assert/strict';
import { importQuestion } from '../../../src/present/importQuestion.ts';
import type { SessionImporter } from '../../../src/model/importer.ts';
import { rootId, sessionId } from '../../../src/model/ids.ts';
import { SessionImports } from '../../../src/session/sessionImports.ts';
import { aSession, root } from '../../support/fixtures.ts';
import { SessionWorld } from '../../support/sessionWorld.ts';

const exported = { id: sessionId('s9'), title: 'From afar', messages: 3 };

describe('a session from a file', () => {
  let world: SessionWorld;
  let imports: SessionImports;
  beforeEach(() => {
    world = new SessionWorld();
    const importer: SessionImporter = {
      read: () => Promise.resolve(exported),
      import: () => {
        // It is written beside the server, whose stream does not tell of it.
        world.backend.change({ kind: 'sessionChanged', session: aSession('s9') });
        return Promise.resolve(exported.id);
      },
    };
    imports = new SessionImports({
      store: world.store,
      sessions: world.sessions,
      importer: () => Promise.resolve(importer),
    });
  });
  afterEach(() => world.dispose());

  it('is known when it has been imported', async () => {
    assert.equal(await imports.folderOf(root, exported.id), undefined);
    const id = await imports.import(root, 'a.json', new AbortController().signal);
    assert.equal(world.state.sessions.get(id)?.id, 's9');
    assert.equal(await imports.folderOf(root, exported.id), root);
  });

  it('is asked about only where OpenCode has it already', () => {
    assert.equal(importQuestion(exported, root, undefined), undefined);
    assert.match(
      importQuestion(exported, root, root)?.message ?? '',
      /“From afar” is here already/,
    );
    const moved = importQuestion(exported, root, rootId('/work/other'));
    assert.equal(moved?.button, 'Move Here');
    assert.match(moved?.detail ?? '', /It leaves \/work\/other\./);
  });
});
