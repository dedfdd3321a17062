/** A passkey made of code: what an authenticator would sign, and what a forged one would. */
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What an authenticator does not do by itself. */
export interface Forged {
	/** Where the page that asked was. */
	origin?: string;
	/** The name the key is bound to. */
	rpId?: string;
	/** False: nobody showed finger, face or PIN. */
	verified?: boolean;
	counter?: number;
}

interface Asked {
	challenge: string;
}

/** ES256, as on most phones. @param url of the server, whose name the key is bound to */
export function newPasskey(url: string) {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
	const id = randomBytes(16);
	let counter = 0;
	const name = new URL(url).hostname;

	const clientData = (type: string, { challenge }: Asked, { origin = url }: Forged) =>
		Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

	/** https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data */
	function authenticatorData({ rpId = name, verified = true, counter: said }: Forged, attested?: Buffer): Buffer {
		const head = Buffer.alloc(37);
		createHash('sha256').update(rpId).digest().copy(head);
		head[32] = 0x01 | (verified ? 0x04 : 0) | (attested ? 0x40 : 0);
		head.writeUInt32BE(said ?? ++counter, 33);
		return attested ? Buffer.concat([head, attested]) : head;
	}

	return {
		id: id.toString('base64url'),
		/** The answer to creation options. */
		create(asked: Asked, forged: Forged = {}) {
			const key = new Map<number, number | Uint8Array>([
				[1, 2],
				[3, -7],
				[-1, 1],
				[-2, new Uint8Array(Buffer.from(x, 'base64url'))],
				[-3, new Uint8Array(Buffer.from(y, 'base64url'))],
			]);
			const length = Buffer.alloc(2);
			length.writeUInt16BE(id.length);
			const attested = Buffer.concat([Buffer.alloc(16), length, id, isoCBOR.encode(key)]);
			const attestation = isoCBOR.encode(
				new Map<string, string | Uint8Array | Map<string, string>>([
					['fmt', 'none'],
					['attStmt', new Map()],
					['authData', new Uint8Array(authenticatorData(forged, attested))],
				]),
			);
			return {
				id: id.toString('base64url'),
				rawId: id.toString('base64url'),
				type: 'public-key',
				response: {
					clientDataJSON: clientData('webauthn.create', asked, forged).toString('base64url'),
					attestationObject: Buffer.from(attestation).toString('base64url'),
					transports: ['internal'],
				},
			};
		},
		/** The answer to request options. */
		sign(asked: Asked, forged: Forged = {}) {
			const client = clientData('webauthn.get', asked, forged);
			const data = authenticatorData(forged);
			const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
			return {
				id: id.toString('base64url'),
				rawId: id.toString('base64url'),
				type: 'public-key',
				response: {
					clientDataJSON: client.toString('base64url'),
					authenticatorData: data.toString('base64url'),
					signature: createSign('sha256').update(signed).sign(privateKey).toString('base64url'),
				},
			};
		},
	};
}
