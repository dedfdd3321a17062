/** Bekend with Telegram and WhatsApp by webhook. Arguments: the roots of both APIs. Their pace is what comes in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { destination } from 'pino';
import { readConfig } from '../src/config.ts';
import { openLog } from '../src/log.ts';
import { serve } from '../src/serve.ts';
import { token, webhookSecret } from './telegram-platform.ts';
import { answerFor } from './telegram-process.ts';
import { appSecret, phoneNumberId } from './whatsapp-platform.ts';

const [telegramRoot = '', whatsappRoot = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'bekend-bench-'));
const config = readConfig({
	PORT: '0',
	DATA_DIR: folder,
	PUBLIC_URL: 'http://localhost',
	TELEGRAM_BOT_TOKEN: token,
	TELEGRAM_WEBHOOK_SECRET: webhookSecret,
	TELEGRAM_API_ROOT: telegramRoot,
	WHATSAPP_ACCESS_TOKEN: 'a-token-of-nobody',
	WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
	WHATSAPP_APP_SECRET: appSecret,
	WHATSAPP_VERIFY_TOKEN: 'a-word-of-nobody',
	WHATSAPP_API_ROOT: whatsappRoot,
});
let [commits, records] = [0, 0];
const { port, stop } = await serve({
	config: { ...config, secret: new Uint8Array(32).fill(7) },
	log: openLog('info', destination({ dest: devNull, sync: true })),
	pace: { overall: 1e9, each: 1e9, burst: 1e9 },
	hook(point) {
		if (point === 'turn:committed') commits++;
		if (point === 'send:recorded') records++;
	},
});
answerFor(
	port,
	() => ({ commits, records }),
	async () => {
		await stop();
		rmSync(folder, { recursive: true });
	},
);
