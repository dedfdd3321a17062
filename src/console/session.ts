/**
 * Who is signed in, and the key that opens words. The rest of the console knows only these names; how a session begins and
 * where the key comes from is of no concern to it.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { identityToRecipient } from 'age-encryption';
import { z } from 'zod';
import { Team } from '../desk/api.ts';
import { SignedIn } from '../desk/sign-in/api.ts';
import { areKnown, learn } from './keys/pins.ts';
import { openRow, sealRow } from './keys/rows.ts';

/**
 * `starting`: not asked yet · `out`: nobody · `locked`: signed in, the key is not in this page: passkey or passphrase ·
 * `in`: signed in, the key is here.
 */
export type Session = { is: 'starting' } | { is: 'out' } | { is: 'locked' } | { is: 'in' };

/** Without a touch for so long, the key leaves the page. */
const IDLE = 10 * 60_000;
const LOOK = 15_000;

const state = signal<Session>({ is: 'starting' });
/** age identity; null unless `session` is `in`. It is in no storage. */
const key = signal<string | null>(null);
const self = signal<SignedIn | null>(null);
export const session: ReadonlySignal<Session> = state;
// The signal itself: a computed one would keep its last value, the key, after a lock.
export const identity: ReadonlySignal<string | null> = key;
/** Whose session it is, and their wrapped keys; null while nobody is signed in. */
export const who: ReadonlySignal<SignedIn | null> = self;

/** The server answered, and not with what was asked for. */
export class Refused extends Error {
	readonly status: number;
	/** `error` of the body: `taken`, `step-up` …; '' without one. */
	readonly code: string;
	/** Of `taken`: who has it. */
	readonly by: string | null;
	/** Of 429 and 503: after how many seconds it is worth trying again. */
	readonly retryAfter: number | null;

	constructor(status: number, code: string, by: string | null, retryAfter: number | null) {
		super(`the server answered ${status} ${code}`);
		this.status = status;
		this.code = code;
		this.by = by;
		this.retryAfter = retryAfter;
	}
}

const Wrong = z.object({ error: z.string().default(''), by: z.string().nullable().default(null) });

/**
 * GET without a body, POST with one. Where the server wants to see again who is there, it is asked (`stepUp`) and repeated.
 * @param path below `/desk/api`
 * @param keepalive it is asked also when the page is closed or left in the same moment; only for small bodies
 * @throws {Refused} on any answer but 200 and 204; anything else: it may or may not have arrived
 */
export async function call<T>(
	schema: z.ZodType<T>,
	path: string,
	body?: unknown,
	{ keepalive = false } = {},
): Promise<T> {
	const response = await fetch(`/desk/api${path}`, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { 'X-Bekend-Desk': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
		signal: AbortSignal.timeout(20_000),
		keepalive,
	});
	if (response.status === 204) return schema.parse(null);
	const answer: unknown = await response.json().catch(() => null);
	if (response.ok) {
		const parsed = schema.parse(answer);
		// Whoever asks for the team: it is compared before anything is sealed to it.
		if (path === '/team') learn(Team.parse(answer));
		return parsed;
	}
	const { error, by } = Wrong.safeParse(answer).data ?? { error: '', by: null };
	if (response.status === 401 && error === 'signed-out') end();
	if (response.status === 403 && error === 'step-up' && (await stepUp())) return call(schema, path, body);
	throw new Refused(response.status, error, by, Number(response.headers.get('retry-after')) || null);
}

/** For answers without a body. */
export const Done = z.null();

/** @throws when it is not sealed to us, damaged, or was sealed for another row */
export async function open(sealed: string, row: { thread: string; id: string }): Promise<string> {
	if (key.value === null) throw new Error('locked: no key in this page');
	return openRow(sealed, key.value, row);
}

/** A recipient that this browser has not pinned, or another than it has: somebody must look at `changes` first. */
class UnknownRecipient extends Error {
	constructor() {
		super('a recipient is not the one this browser knows');
		this.name = 'UnknownRecipient';
	}
}

/** @throws an error named `UnknownRecipient`, and nothing was sealed: keys/changed-keys.tsx shows why */
export const seal: typeof sealRow = async (text, recipients, row) => {
	const own = key.value === null ? null : await identityToRecipient(key.value);
	if (!areKnown(recipients.filter((recipient) => recipient !== own))) throw new UnknownRecipient();
	return sealRow(text, recipients, row);
};

/** At the start of the page: is there a session from before? Rejects without a connection; then it can be tried again. */
export async function begin(): Promise<void> {
	try {
		self.value = await call(SignedIn, '/me/keys');
		state.value = { is: 'locked' };
	} catch (error) {
		if (!(error instanceof Refused) || error.status !== 401) throw error;
		state.value = { is: 'out' };
	}
}

/** They have shown who they are. @param secret age identity; null: it could not be opened by the way they came */
export async function enter(signedIn: SignedIn, secret: string | null): Promise<void> {
	// The key must be the one others seal to.
	const fits = secret !== null && (await identityToRecipient(secret)) === signedIn.recipient;
	self.value = signedIn;
	key.value = fits ? secret : null;
	state.value = { is: fits ? 'in' : 'locked' };
}

/** The key leaves this page; the session stays. */
export function lock(): void {
	if (state.value.is !== 'in') return;
	key.value = null;
	state.value = { is: 'locked' };
}

/**
 * Ends the session, on the server and then here. The key leaves the page at once. Rejects when the server could not be told:
 * then somebody is still signed in, and the page, locked, says so.
 */
export async function signOut(): Promise<void> {
	lock();
	await call(Done, '/sign-out', {}, { keepalive: true });
	end();
}

function end(): void {
	key.value = null;
	self.value = null;
	state.value = { is: 'out' };
	asked.value?.(false);
}

const asked = signal<((shown: boolean) => void) | null>(null);
/** The server wants to see who is there: `<StepUp/>` asks, and calls it. */
export const stepUpAsked: ReadonlySignal<((shown: boolean) => void) | null> = computed(() => asked.value);

let underWay: Promise<boolean> | null = null;

/** One question, however many wait for it. */
function stepUp(): Promise<boolean> {
	underWay ??= new Promise<boolean>((resolve) => {
		asked.value = resolve;
	}).finally(() => {
		asked.value = null;
		underWay = null;
	});
	return underWay;
}

let touched = Date.now();
for (const sign of ['pointerdown', 'keydown', 'scroll'] as const) {
	addEventListener(
		sign,
		() => {
			touched = Date.now();
		},
		{ capture: true, passive: true },
	);
}

/** A phone asleep runs no timers: it is looked at when the page is seen again as well. */
function lockWhenIdle(): void {
	if (Date.now() - touched >= IDLE) lock();
}
document.addEventListener('visibilitychange', lockWhenIdle);
effect(() => {
	if (state.value.is !== 'in') return;
	touched = Date.now();
	const timer = setInterval(lockWhenIdle, LOOK);
	return () => clearInterval(timer);
});
