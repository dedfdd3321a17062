/** The Node entry: the environment, then everything is opened, then an orderly end. */
import { join } from 'node:path';
import { type Config, readConfig } from './config.ts';
import { spellMissing } from './desk/missing.ts';
import { enrolAddress, publicAddress } from './desk/sign-in/address.ts';
import { kindOf, type Log, openLog } from './log.ts';
import { serve } from './serve.ts';
import { trialSecret } from './trial-secret.ts';

async function main(): Promise<void> {
	const config = readConfig(process.env);
	const log = openLog(config.logLevel);
	process.on('uncaughtException', fail(log));
	process.on('unhandledRejection', fail(log));
	const { port, deskOff, enrol, stop } = await serve({
		config: { ...config, secret: config.secret ?? madeSecret(config) },
		log,
	});
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		process.once(signal, () => {
			log.info({ signal }, 'stopping');
			stop().then(() => process.exit(0), fail(log));
		});
	}
	const url = publicAddress({ ...config, port });
	say(`chat: ${url}/chat`);
	say(`desk: ${deskOff.length > 0 ? `off, because ${spellMissing(deskOff)}` : `${url}/desk`}`);
	if (enrol && deskOff.length === 0) say(`enrol: ${enrolAddress(url, enrol.token)}`);
	say(`telegram: ${telegramWay(config)}`);
	say(`whatsapp: ${config.whatsapp ? 'by webhook' : 'off (WHATSAPP_ACCESS_TOKEN is not set)'}`);
	log.info({ publish: config.publish }, 'ready');
}

function madeSecret({ dataDir }: Config): Uint8Array {
	const { secret, made } = trialSecret(dataDir);
	if (made) say(`secret: made in ${join(dataDir, 'secret')}, for trials; in production set BEKEND_SECRET`);
	return secret;
}

function telegramWay({ telegram }: Config): string {
	if (!telegram) return 'off (TELEGRAM_BOT_TOKEN is not set)';
	return telegram.webhook ? 'by webhook' : 'by long polling (PUBLIC_URL is not set)';
}

/** To people, not to the log: one line a thing. */
function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

function fail(log: Log): (error: unknown) => void {
	return (error) => {
		log.fatal(kindOf(error), 'failed');
		process.exit(1);
	};
}

main().catch((error: unknown) => {
	// Nobody has written yet: the message can only be about the settings, the files and this machine.
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
});
