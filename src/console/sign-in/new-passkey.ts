/** A passkey more, for who is signed in: made here, the key wrapped by it where it can. */

import type { z } from 'zod';
import { type NewPasskey, Options } from '../../desk/sign-in/api.ts';
import { createPasskey } from '../keys/passkey.ts';
import { wrap } from '../keys/wrap.ts';
import { call, Done } from '../session.ts';
import { thisDevice } from './this-device.ts';

export type PasskeyBody = z.infer<typeof NewPasskey>;

/** Throws what the browser and `call` throw. → whether it opens the key */
export async function addPasskey(staff: string, identity: string): Promise<boolean> {
	const { options } = await call(Options, '/me/passkeys/options', {});
	const body = await makePasskey(options, staff, identity);
	await call(Done, '/me/passkeys', body);
	return body.wrapped !== null;
}

export async function makePasskey(
	options: z.infer<typeof Options>['options'],
	staff: string,
	identity: string,
): Promise<PasskeyBody> {
	const { response, key } = await createPasskey(options);
	const way = { staff, method: 'passkey' as const, credential: response.id };
	return { response, label: thisDevice(), wrapped: key && (await wrap(identity, key, way)) };
}
