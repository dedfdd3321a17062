/** A row's words, sealed and opened: src/desk/sealed.ts says what is inside. Only here, in the browser, are they readable. */
import { Decrypter, Encrypter } from 'age-encryption';
import { type Plain, sizeClasses } from '../../desk/sealed.ts';

/** @param identity age. @throws when it is not sealed to us, damaged, or was sealed for another row */
export async function openRow(sealed: string, identity: string, row: { thread: string; id: string }): Promise<string> {
	const decrypter = new Decrypter();
	decrypter.addIdentity(identity);
	const file = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
	const plain = JSON.parse(await decrypter.decrypt(file, 'text')) as Plain;
	if (plain.v !== 1 || plain.thread !== row.thread || plain.id !== row.id) throw new Error('sealed for another row');
	return plain.text;
}

/** → an age file, base64. @param recipients `age1…` */
export async function sealRow(
	text: string,
	recipients: string[],
	row: { thread: string; id: string; by: Plain['by'] },
): Promise<string> {
	if (recipients.length === 0) throw new Error('nobody to seal to');
	const encrypter = new Encrypter();
	for (const recipient of recipients) encrypter.addRecipient(recipient);
	const file = await encrypter.encrypt(padded({ v: 1, ...row, text, pad: '' }));
	return btoa(Array.from(file, (byte) => String.fromCharCode(byte)).join(''));
}

function padded(plain: Plain): string {
	const bytes = new TextEncoder().encode(JSON.stringify(plain)).length;
	const largest = sizeClasses.at(-1) ?? 8192;
	const size = sizeClasses.find((size) => size >= bytes) ?? Math.ceil(bytes / largest) * largest;
	return JSON.stringify({ ...plain, pad: ' '.repeat(size - bytes) });
}
