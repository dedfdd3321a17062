/** Does this request come from Telegram? It repeats the secret that setWebhook was given, in a header. */
import { areEqual } from '../../are-equal.ts';
import type { Raw, Refusal } from '../channel.ts';

/** @param secret TELEGRAM_WEBHOOK_SECRET; with an empty one nothing is let in */
export function verify({ headers }: Raw, secret: string): Refusal | undefined {
	const given = headers.get('x-telegram-bot-api-secret-token');
	if (given !== null && areEqual(given, secret)) return undefined;
	return { status: 401, why: given === null ? 'no-secret' : 'wrong-secret' };
}
