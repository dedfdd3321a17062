/** Does this request come from Telegram? It repeats the secret that setWebhook was given, in a header. */
import type { Raw, Refusal } from '../channel.ts';

/** @param secret TELEGRAM_WEBHOOK_SECRET; with an empty one nothing is let in */
export function verify({ headers }: Raw, secret: string): Refusal | undefined {
	const given = headers.get('x-telegram-bot-api-secret-token');
	if (given !== null && secret !== '' && areEqual(given, secret)) return undefined;
	return { status: 401, why: given === null ? 'no-secret' : 'wrong-secret' };
}

/** Takes as long wherever the first difference is. (How long the secret is, is no secret.) */
function areEqual(given: string, secret: string): boolean {
	let different = given.length ^ secret.length;
	for (let at = 0; at < secret.length; at++) different |= given.charCodeAt(at % given.length) ^ secret.charCodeAt(at);
	return different === 0;
}
