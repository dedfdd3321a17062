/** Passkeys: asked for, checked and kept. https://www.w3.org/TR/webauthn-3/ */
import {
	generateAuthenticationOptions,
	generateRegistrationOptions,
	verifyAuthenticationResponse,
	verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { z } from 'zod';
import type { Asserted, Created } from './api.ts';
import { isOurs, newChallenge, type Purpose, useUp } from './challenge.ts';
import type { StaffGround } from './ground.ts';
import { Refused, wrong } from './refused.ts';

/** What every authenticator has one of: EdDSA, ES256, RS256. The library's own list asks Node for what is experimental there. */
const algorithms = [-8, -7, -257];

/** Ours as a browser sees us: `https://chat.example.org`. */
export type Origin = URL;

export interface Passkey {
	id: string;
	publicKey: Uint8Array;
	counter: number;
	transports: string[];
	clientDataJSON: string;
}

/** To create one. The staff member is known by it (`residentKey`), and shows finger, face or PIN. */
export async function creationOptions(
	ground: StaffGround,
	origin: Origin,
	purpose: Purpose,
	staff: { id: string; name: string },
) {
	const had = ground.sql.all<{ id: string }>('SELECT id FROM credential WHERE staff = ?', staff.id);
	return generateRegistrationOptions({
		rpName: 'Bekend Desk',
		rpID: origin.hostname,
		userID: new Uint8Array(Buffer.from(staff.id)),
		userName: staff.name || 'Desk',
		userDisplayName: staff.name,
		challenge: newChallenge(ground, purpose),
		attestationType: 'none',
		supportedAlgorithmIDs: algorithms,
		authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
		excludeCredentials: purpose[0] === 'add' ? had : [],
	});
}

/** To sign in with any, or with one of `staff`'s to step up. */
export async function requestOptions(ground: StaffGround, origin: Origin, purpose: Purpose, staff?: string) {
	const own =
		staff === undefined
			? []
			: ground.sql.all<{ id: string; transports: string }>(
					'SELECT id, transports FROM credential WHERE staff = ?',
					staff,
				);
	return generateAuthenticationOptions({
		rpID: origin.hostname,
		challenge: newChallenge(ground, purpose),
		userVerification: 'required',
		allowCredentials: own.map(({ id, transports }) => ({ id, transports: JSON.parse(transports) as string[] })),
	});
}

/** Checks a new one. Throws `Refused`. */
export async function checkCreated(
	ground: StaffGround,
	origin: Origin,
	purpose: Purpose,
	response: z.infer<typeof Created>,
): Promise<Passkey> {
	const verified = await verifyRegistrationResponse({
		response: {
			...response,
			response: {
				clientDataJSON: response.response.clientDataJSON,
				attestationObject: response.response.attestationObject,
			},
			clientExtensionResults: {},
		},
		expectedChallenge: isOurs(ground, purpose),
		expectedOrigin: origin.origin,
		expectedRPID: origin.hostname,
		supportedAlgorithmIDs: algorithms,
		requireUserVerification: true,
	}).catch(refuse);
	if (!verified.verified) throw wrong();
	const { credential } = verified.registrationInfo;
	return {
		id: credential.id,
		publicKey: credential.publicKey,
		counter: credential.counter,
		transports: response.response.transports ?? [],
		clientDataJSON: response.response.clientDataJSON,
	};
}

/** Keeps a checked one. Inside a transaction; throws `Refused`. */
export function keepPasskey(ground: StaffGround, staff: string, passkey: Passkey, label: string): void {
	useUp(ground, passkey.clientDataJSON);
	const kept = ground.sql.run(
		`INSERT INTO credential (id, staff, public_key, counter, transports, label, made, used)
		VALUES (?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (id) DO NOTHING`,
		passkey.id,
		staff,
		passkey.publicKey,
		passkey.counter,
		JSON.stringify(passkey.transports),
		label,
		ground.clock(),
	);
	if (kept === 0) throw new Refused(409, 'passkey-taken');
}

interface Stored {
	staff: string;
	public_key: Uint8Array<ArrayBuffer>;
	counter: number;
}

/**
 * Checks that somebody has one of ours in hand → whose it is; `take` counts it, inside a transaction. Throws `Refused`.
 * @param staff it must be theirs; undefined: anybody's
 */
export async function checkAsserted(
	ground: StaffGround,
	origin: Origin,
	purpose: Purpose,
	response: z.infer<typeof Asserted>,
	staff?: string,
): Promise<{ staff: string; take(): void }> {
	const { sql, clock } = ground;
	const stored = sql.get<Stored>('SELECT staff, public_key, counter FROM credential WHERE id = ?', response.id);
	if (!stored || (staff !== undefined && stored.staff !== staff)) throw wrong();
	const { userHandle } = response.response;
	if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== stored.staff) throw wrong();
	const { verified, authenticationInfo } = await verifyAuthenticationResponse({
		response: {
			...response,
			response: {
				clientDataJSON: response.response.clientDataJSON,
				authenticatorData: response.response.authenticatorData,
				signature: response.response.signature,
			},
			clientExtensionResults: {},
		},
		expectedChallenge: isOurs(ground, purpose),
		expectedOrigin: origin.origin,
		expectedRPID: origin.hostname,
		credential: { id: response.id, publicKey: stored.public_key, counter: stored.counter },
		requireUserVerification: true,
	}).catch(refuse);
	if (!verified) throw wrong();
	return {
		staff: stored.staff,
		take() {
			useUp(ground, response.response.clientDataJSON);
			// Passkeys that are synchronised do not count, and say 0 each time. Gone meanwhile: removed.
			const counted = sql.run(
				'UPDATE credential SET counter = ?, used = ? WHERE id = ?',
				authenticationInfo.newCounter,
				clock(),
				response.id,
			);
			if (counted === 0) throw wrong();
		},
	};
}

/** The library throws for all that is not as it must be: origin, rpID, challenge, signature, counter, shape. */
function refuse(): never {
	throw wrong();
}
