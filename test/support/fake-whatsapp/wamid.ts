/**
 * Message ids as WhatsApp makes them: `wamid.` and base64 of a few bytes with the person's number in clear among them.
 *
 *   1c 18 0b "16505551234" 15 02 00 11 18 12 "3AADF8441347E8571C" 00
 */
import { randomBytes } from 'node:crypto';

const INBOUND = 0x12;
const OUTBOUND = 0x11;

/** @param address the number, or the business-scoped user id where there is no number */
export function wamid(address: string, by: 'person' | 'business'): string {
	const who = Buffer.from(address);
	const unique = Buffer.from(
		randomBytes(by === 'person' ? 10 : 9)
			.toString('hex')
			.toUpperCase(),
	);
	return `wamid.${Buffer.concat([
		Buffer.from([0x1c, 0x18, who.length]),
		who,
		Buffer.from([0x15, 0x02, 0x00, by === 'person' ? INBOUND : OUTBOUND, 0x18, unique.length]),
		unique,
		Buffer.from([0]),
	]).toString('base64')}`;
}
