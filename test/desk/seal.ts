/** Real age files, as the server (for what people say) and a thief would have them. */
import { Decrypter, Encrypter } from 'age-encryption';
import { type Plain, sizeClasses } from '../../src/desk/sealed.ts';

export async function sealFor(plain: Omit<Plain, 'v' | 'pad'>, recipients: string[]): Promise<string> {
	const encrypter = new Encrypter();
	for (const recipient of recipients) encrypter.addRecipient(recipient);
	const bare = { v: 1, ...plain, pad: '' };
	const bytes = Buffer.byteLength(JSON.stringify(bare));
	const size = sizeClasses.find((size) => size >= bytes) ?? bytes;
	const file = await encrypter.encrypt(JSON.stringify({ ...bare, pad: ' '.repeat(size - bytes) }));
	return Buffer.from(file).toString('base64');
}

/** @throws when it does not open with this key */
export async function openWith(identity: string, sealed: string): Promise<Plain> {
	const decrypter = new Decrypter();
	decrypter.addIdentity(identity);
	const text = await decrypter.decrypt(Buffer.from(sealed, 'base64'), 'text');
	return JSON.parse(text) as Plain;
}

/** How many keys open it. */
export function keysOf(sealed: string): number {
	const head = Buffer.from(sealed, 'base64').toString('latin1');
	if (!head.startsWith('age-encryption.org/v1\n')) throw new Error('no age file');
	return head.slice(0, head.indexOf('\n---')).split('\n-> X25519 ').length - 1;
}
