import { runMocha } from '../../test/support/mochaRun.ts';

const [resultFile = '', timeoutMs = '10000', ...files] = process.argv.slice(2);
const { failed } = await runMocha({ files, timeoutMs: Number(timeoutMs), resultFile });
// Not exitCode: a test that leaves something open must not keep the run from ending.
process.exit(failed > 0 ? 1 : 0);
