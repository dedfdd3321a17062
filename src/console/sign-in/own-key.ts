/** Opens one's own key, in each of the ways, with what the server keeps of it. Null: this way does not open it. */
import type { SignedIn } from '../../desk/sign-in/api.ts';
import { askKey } from '../keys/passkey.ts';
import { stretch } from '../keys/passphrase.ts';
import { openCode } from '../keys/recovery-code.ts';
import { unwrap } from '../keys/wrap.ts';

type Key = Uint8Array<ArrayBuffer>;

export async function byPasskey(
	{ staff, keys }: SignedIn,
	credential: string,
	key: Key | null,
): Promise<string | null> {
	const wrapped = keys.passkeys.find(({ id }) => id === credential)?.wrapped;
	return wrapped === undefined || key === null ? null : unwrap(wrapped, key, { staff, method: 'passkey', credential });
}

/** Asks for any passkey that can. Throws what the browser throws. */
export async function byAskedPasskey(signedIn: SignedIn): Promise<string | null> {
	const { id, key } = await askKey(signedIn.keys.passkeys.map((one) => one.id));
	return byPasskey(signedIn, id, key);
}

export async function byPassphraseKey({ staff, keys }: SignedIn, key: Key): Promise<string | null> {
	if (!keys.passphrase) return null;
	return unwrap(keys.passphrase.wrapped, key, { staff, method: 'passphrase', credential: '' });
}

export async function byPassphrase(
	signedIn: SignedIn,
	passphrase: string,
	onProgress: (share: number) => void,
): Promise<string | null> {
	if (!signedIn.keys.passphrase) return null;
	const { key } = await stretch(passphrase, signedIn.keys.passphrase.stretch, onProgress);
	return byPassphraseKey(signedIn, key);
}

export async function byRecoveryCode({ staff, keys }: SignedIn, groups: string[]): Promise<string | null> {
	if (keys.recovery === null) return null;
	const { key } = await openCode(groups);
	return unwrap(keys.recovery, key, { staff, method: 'recovery', credential: '' });
}
