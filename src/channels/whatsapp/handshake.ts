/**
 * Meta asks once whether this address is ours, when it is entered in the app:
 *
 *   GET /webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=…&hub.challenge=1158201444
 */
import { areEqual } from '../../are-equal.ts';

/** → the challenge, to be given back; undefined: 403. @param token WHATSAPP_VERIFY_TOKEN */
export function answerHandshake(query: URLSearchParams, token: string): string | undefined {
	const asked = query.get('hub.mode') === 'subscribe' && areEqual(query.get('hub.verify_token') ?? '', token);
	return asked ? (query.get('hub.challenge') ?? '') : undefined;
}
