/**
 * What the console's browser and the server say to each other about signing in, under `/desk/api`; the rules of
 * src/desk/api.ts hold. Bytes are base64url without padding.
 *
 * Not signed in:
 *   POST /enrol/look                { token } → Invitation        404 used, expired or wrong
 *   POST /enrol                     Enrol → SignedIn              404 · 409 name-taken · 400 way
 *   POST /sign-in/passkey/options   {} → { options }
 *   POST /sign-in/passkey           { response } → SignedIn
 *   POST /sign-in/stretch           { name } → Stretch            the same shape for names nobody has
 *   POST /sign-in/passphrase        { name, proof, code } → SignedIn
 *   POST /sign-in/recovery          { proof } → SignedIn
 *   POST /sign-out                  {} → 204
 * Whatever was wrong, the answer is 401 `{"error":"wrong"}`; too often, 429 with Retry-After.
 *
 * Signed in:
 *   GET  /me/keys                   SignedIn
 *   GET  /me/ways                   Ways
 *   POST /me/passkeys/options       {} → { options }              step-up
 *   POST /me/passkeys               NewPasskey → 204              step-up
 *   POST /me/passkeys/:id/remove    {} → 204                      step-up · 409 last-way
 *   POST /me/passphrase             NewPassphrase → 204           step-up · 409 name-taken
 *   POST /me/recovery               NewRecovery → 204             step-up
 *   POST /me/sessions/:id/end       {} → 204                      404 when it is not one's own
 *   POST /me/sessions/end-others    {} → 204
 *   POST /step-up/options           {} → { options }
 *   POST /step-up/passkey           { response } → 204
 *   POST /step-up/passphrase        { proof, code } → 204         with the own sign-in name: GET /me/keys
 * Coordinators:
 *   GET  /staff                     StaffList
 *   POST /staff/invite              Invite → Link                 step-up
 *   POST /staff/:id/link            {} → Link                     step-up; who has enrolled begins anew with it
 *   POST /staff/:id/roles           { roles } → 204               step-up · 409 last-coordinator
 *   POST /staff/:id/remove          {} → 204                      step-up · 409 last-coordinator
 *   POST /recovery-key              { recipient } → 204           step-up · 409 exists
 */
import { z } from 'zod';
import { Role } from '../api.ts';

const at = z.number().int().nonnegative();
const staff = z.string().regex(/^[\w-]{8,64}$/);
const Token = z.string().regex(/^[\w-]{43}$/);
/** 32 bytes. */
const proof = z.string().regex(/^[\w-]{43}$/);
/** 16 bytes. */
const salt = z.string().regex(/^[\w-]{22}$/);
/** AES-GCM of an age identity: nonce, ciphertext, tag. */
const wrapped = z.string().regex(/^[\w-]{80,400}$/);
const Recipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/);
const Code = z.string().regex(/^\d{6}$/);
export const SignInName = z
	.string()
	.transform((name) => name.normalize('NFKC').trim().toLowerCase())
	.pipe(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{1,39}$/u));
const label = z.string().trim().min(1).max(60);
const name = z.string().trim().min(1).max(40);
const roles = z
	.array(Role)
	.min(1)
	.max(2)
	.refine((list) => new Set(list).size === list.length);
const languages = z
	.array(z.string().regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/))
	.min(1)
	.max(12);

const options = z.looseObject({ challenge: z.string() });
export const Options = z.strictObject({ options });
const text = z.string().max(20_000);
/** As @simplewebauthn/browser gives it, without what extensions gave: a key that PRF made stays in the browser. */
export const Created = z.strictObject({
	id: text,
	rawId: text,
	type: z.literal('public-key'),
	response: z.strictObject({
		clientDataJSON: text,
		attestationObject: text,
		transports: z.array(z.string().max(20)).max(8).optional(),
	}),
});
export const Asserted = z.strictObject({
	id: text,
	rawId: text,
	type: z.literal('public-key'),
	response: z.strictObject({
		clientDataJSON: text,
		authenticatorData: text,
		signature: text,
		userHandle: text.optional(),
	}),
});

/** scrypt: N = 2^cost, r = 8, p = 1, 64 bytes: the first 32 are the proof, the others wrap the key. */
export const Stretch = z.strictObject({ salt, cost: z.number().int().min(14).max(20) });
export type Stretch = z.infer<typeof Stretch>;

export const NewPasskey = z.strictObject({
	response: Created,
	label,
	/** Null: this passkey has no PRF. */
	wrapped: wrapped.nullable(),
});
export const NewPassphrase = z.strictObject({
	name: SignInName,
	stretch: Stretch,
	proof,
	wrapped,
	/** Null: it opens the key, and signs nobody in. Only beside a passkey. `secret`: 20 bytes; `code`: one made from it. */
	totp: z.strictObject({ secret: z.string().regex(/^[\w-]{27}$/), code: Code }).nullable(),
});
export type NewPassphrase = z.infer<typeof NewPassphrase>;
export const NewRecovery = z.strictObject({ proof, wrapped });

export const Look = z.strictObject({ token: Token });
export const Invitation = z.strictObject({
	staff,
	/** '' for the first coordinator, who gives their own. */
	name: z.string(),
	organisation: z.string(),
	roles: z.array(Role),
	/** The very first: names themselves, may also talk with people, makes the offline recovery key. */
	first: z.boolean(),
	/** They had enrolled before: their old ways and key end with this. */
	again: z.boolean(),
	/** To create a passkey. */
	options,
});
export type Invitation = z.infer<typeof Invitation>;
export const Enrol = z.strictObject({
	token: Token,
	recipient: Recipient,
	passkey: NewPasskey.nullable(),
	passphrase: NewPassphrase.nullable(),
	recovery: NewRecovery,
	/** Only of the first coordinator. */
	first: z
		.strictObject({
			name,
			languages,
			/** Talks with people too. */
			outreach: z.boolean(),
			/** Of the offline recovery key. */
			offline: Recipient,
		})
		.nullable(),
});
export type Enrol = z.infer<typeof Enrol>;

export const PasskeySignIn = z.strictObject({ response: Asserted });
export const NameOnly = z.strictObject({ name: SignInName });
export const PassphraseSignIn = z.strictObject({ name: SignInName, proof, code: Code });
export const RecoverySignIn = z.strictObject({ proof });
export const PassphraseStepUp = z.strictObject({ proof, code: Code });

export const SignedIn = z.strictObject({
	staff,
	name: z.string(),
	roles: z.array(Role),
	recipient: Recipient,
	/** The key, wrapped in each way there is. */
	keys: z.strictObject({
		passkeys: z.array(z.strictObject({ id: z.string(), wrapped })),
		passphrase: z.strictObject({ name: z.string(), stretch: Stretch, wrapped, signsIn: z.boolean() }).nullable(),
		recovery: wrapped.nullable(),
	}),
});
export type SignedIn = z.infer<typeof SignedIn>;

export const Ways = z.strictObject({
	passkeys: z.array(
		z.strictObject({ id: z.string(), label: z.string(), made: at, used: at.nullable(), opens: z.boolean() }),
	),
	passphrase: z.strictObject({ name: z.string(), made: at, signsIn: z.boolean() }).nullable(),
	recovery: z.strictObject({ made: at }).nullable(),
	sessions: z.array(
		z.strictObject({
			id: z.string(),
			label: z.string(),
			how: z.enum(['enrolment', 'passkey', 'passphrase', 'recovery']),
			made: at,
			seen: at,
			/** The one that asks. */
			here: z.boolean(),
		}),
	),
});
export type Ways = z.infer<typeof Ways>;

export const Invite = z.strictObject({ name, organisation: z.string().trim().min(1).max(80), roles, languages });
export type Invite = z.infer<typeof Invite>;
export const Roles = z.strictObject({ roles });
/** The link is `<console>#/enrol/<token>`: what stands behind `#` is not sent to any server. */
export const Link = z.strictObject({ staff, token: Token, expires: at });
export type Link = z.infer<typeof Link>;
export const OfflineKey = z.strictObject({ recipient: Recipient });

export const StaffList = z.strictObject({
	staff: z.array(
		z.strictObject({
			id: staff,
			name: z.string(),
			organisation: z.string(),
			roles: z.array(Role),
			languages: z.array(z.string()),
			enrolled: z.boolean(),
			/** Until when their link works; null: none is open. */
			link: at.nullable(),
			/** Of the newest session. */
			seen: at.nullable(),
		}),
	),
	/** The team's organisation, for the next invitation. */
	organisation: z.string(),
	/** Recipient of the offline recovery key. */
	offline: z.string().nullable(),
});
export type StaffList = z.infer<typeof StaffList>;
/** POSTs that need nothing. */
export const Nothing = z.strictObject({});
