import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { opencodeBinary } from '../support/opencodeBinary.ts';
import { OwnedProcess } from '../support/ownedProcess.ts';
import { freePort } from '../support/freePort.ts';
import { until } from '../support/until.ts';
import { newestVscode, oldestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

const managed = /opencode.serve.--hostname.127\.0\.0\.1.--port.(?<port>\d+)/;

for (const version of [newestVscode, oldestVscode] as const)
  describe(`the ports that VS Code ${version} announces`, () => {
    let editor: Editor;
    let decoy: Server | undefined;
    let person: OwnedProcess | undefined;
    before(async () => {
      editor = await openEditor(version, { name: 'ports' });
    });
    after(async () => {
      decoy?.close();
      await person?.stop();
      await editor.close();
    });

    /** What the view of forwarded ports lists, one text for each row. */
    const listed = async () => {
      const rows = editor.workbench.page.locator('.part.panel .monaco-list-row');
      return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    };
    const isListed = async (port: string) =>
      (await listed()).some((row) => row.split(' ').includes(port));

    it('are those of a program that begins to listen', async () => {
      const { chat, workbench } = editor;
      await chat.send('Hello there');
      await chat.untilAnswer('scripted model');
      decoy = await listenLow();
      const port = portOf(decoy);
      await workbench.notifications.toast(`Your application running on port ${port} is available`);
      await workbench.command('Ports: Focus on Ports View');
      await until(() => isListed(port), { what: `port ${port} in the view` });
    });

    it('are not that of a server that was started here', async () => {
      const { sandbox, workbench } = editor;
      const commands = sandbox.processes().map(({ command }) => command);
      const port = commands.map((command) => managed.exec(command)?.groups?.['port']).join('');
      assert.match(port, /^\d+$/, commands.join('\n'));
      assert.equal(await isListed(port), false, (await listed()).join('\n'));
      assert.equal(await workbench.notifications.toasts(port).count(), 0);
      await workbench.command('Notifications: Show Notifications');
      const centre = workbench.page.locator('.notifications-center');
      await centre.waitFor();
      assert.equal(await centre.getByText(`port ${port}`).count(), 0);
    });

    it("are those of the person's own OpenCode", async () => {
      if (version === oldestVscode) return;
      const port = String(await freePort());
      const { env } = editor.sandbox;
      person = new OwnedProcess(opencodeBinary(), ['serve', '--port', port], { env });
      await until(() => isListed(port), { what: `port ${port} in the view` });
    });
  });

/** VS Code takes a low port at once for one that people want to see. */
async function listenLow(): Promise<Server> {
  for (let port = 8100; port < 8200; port++) {
    const server = createServer((_request, response) => response.end('hello'));
    server.listen(port, '127.0.0.1');
    const listening = once(server, 'listening').then(() => true);
    if (await listening.catch(() => false)) return server;
  }
  throw new Error('No low port is free.');
}

function portOf(server: Server): string {
  const address = server.address();
  return String(typeof address === 'object' ? address?.port : undefined);
}
