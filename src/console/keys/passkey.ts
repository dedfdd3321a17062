/**
 * Passkeys in the browser. With the PRF extension a passkey also gives 32 bytes of its own that wrap the key; these stay
 * here, and are cut from what goes to the server. https://w3c.github.io/webauthn/#prf-extension
 */
import { startAuthentication, startRegistration, WebAuthnAbortService, WebAuthnError } from '@simplewebauthn/browser';
import type { z } from 'zod';
import type { Asserted, Created } from '../../desk/sign-in/api.ts';
import { derive, randomBytes, toText } from './bytes.ts';

type Given = { challenge: string; [option: string]: unknown };
type CreateOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];
type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];

/** What a passkey makes its bytes from: the same for all, since each makes its own of it. */
const salt = new TextEncoder().encode('bekend desk key, first');
const extensions = { prf: { eval: { first: salt } } };

export interface Made {
	response: z.infer<typeof Created>;
	/** Null: this passkey has no PRF. */
	key: Uint8Array<ArrayBuffer> | null;
}

/** Throws what the browser throws: see `whyNot`. */
export async function createPasskey(options: Given): Promise<Made> {
	const created = await startRegistration({ optionsJSON: { ...(options as unknown as CreateOptions), extensions } });
	const { id, rawId, response } = created;
	const { prf } = created.clientExtensionResults;
	return {
		response: {
			id,
			rawId,
			type: 'public-key',
			response: {
				clientDataJSON: response.clientDataJSON,
				attestationObject: response.attestationObject,
				...(response.transports && { transports: response.transports.slice(0, 8) }),
			},
		},
		// Many say only that they have it, and give the bytes when asked a second time.
		key: prf?.results ? await keyOf(prf.results.first) : prf?.enabled ? await openWithPasskey([id]) : null,
	};
}

export interface Shown {
	response: z.infer<typeof Asserted>;
	key: Uint8Array<ArrayBuffer> | null;
}

/** Throws what the browser throws: see `whyNot`. */
export async function showPasskey(options: Given): Promise<Shown> {
	const shown = await startAuthentication({ optionsJSON: { ...(options as unknown as RequestOptions), extensions } });
	const { id, rawId, response } = shown;
	const { prf } = shown.clientExtensionResults;
	return {
		response: {
			id,
			rawId,
			type: 'public-key',
			response: {
				clientDataJSON: response.clientDataJSON,
				authenticatorData: response.authenticatorData,
				signature: response.signature,
				...(response.userHandle !== undefined && { userHandle: response.userHandle }),
			},
		},
		key: prf?.results ? await keyOf(prf.results.first) : null,
	};
}

/** Takes back a question that nobody has answered: a browser asks one at a time. */
export function stopAsking(): void {
	WebAuthnAbortService.cancelCeremony();
}

/** Only for its bytes: nobody is signed in by it, so the challenge is our own. → which one, and its key. */
export async function askKey(ids: string[]): Promise<{ id: string; key: Uint8Array<ArrayBuffer> | null }> {
	const { response, key } = await showPasskey({
		challenge: toText(randomBytes(32)),
		allowCredentials: ids.map((id) => ({ id, type: 'public-key' })),
		userVerification: 'required',
	});
	return { id: response.id, key };
}

async function openWithPasskey(ids: string[]): Promise<Uint8Array<ArrayBuffer> | null> {
	return (await askKey(ids)).key;
}

/** @param first an ArrayBuffer in every browser; the type allows more */
function keyOf(first: unknown): Promise<Uint8Array<ArrayBuffer>> {
	return derive(first as ArrayBuffer, 'bekend desk passkey key');
}

/** `left`: they closed the browser's question, or it took too long · `had`: this device has one already · `cannot`: no passkeys here. */
export function whyNot(error: unknown): 'left' | 'had' | 'cannot' {
	if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return 'had';
	const name = error instanceof Error ? error.name : '';
	return ['NotAllowedError', 'AbortError'].includes(name) ? 'left' : 'cannot';
}
