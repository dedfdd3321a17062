/**
 * The whole server with Telegram by webhook, on a free port, which it prints: `listening 40123`. Settings come by the
 * environment, as to src/node.ts; the argument is what was built. SIGTERM ends it orderly.
 */
import { readConfig } from '../../src/config.ts';
import { openLog } from '../../src/log.ts';
import { serve } from '../../src/serve.ts';

const [dist = ''] = process.argv.slice(2);
const config = readConfig(process.env);
if (!config.secret) throw new Error('BEKEND_SECRET is not set');
const log = openLog(config.logLevel);
const { port, stop } = await serve({ config: { ...config, secret: config.secret }, log, dist });
process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
process.stdout.write(`listening ${port}\n`);
