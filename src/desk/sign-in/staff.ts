/** Staff: who they are, how they sign in, what is sealed to them. What the rest of the server needs of it. */
import type { Hono, MiddlewareHandler } from 'hono';
import { type Random, systemRandom } from '../../privacy/crypto.ts';
import type { Keyring } from '../../privacy/unlock.ts';
import { migrate } from '../../store/migrations.ts';
import type { Sql } from '../../store/sql.ts';
import type { Link } from './api.ts';
import { authenticating, type SessionVariables } from './authenticate.ts';
import type { StaffGround } from './ground.ts';
import { firstLink } from './invite.ts';
import { changes, findMember, members, type StaffRecord } from './members.ts';
import { offlineKey } from './offline.ts';
import { staffRoutes } from './routes.ts';
import { staffMigrations, staffVersions } from './schema.ts';
import { isAlive } from './sessions.ts';

/** How often it is looked whether another process (npm run staff) changed who the staff are, in ms. */
const LOOK = 2_000;

export interface StaffOptions {
	/** The Desk's database. */
	sql: Sql;
	ring: Keyring;
	publicUrl: URL | undefined;
	/** Of whom staff are, unless said otherwise. */
	organisation: string;
	random?: Random;
	/** Epoch ms. */
	clock?: () => number;
}

export interface Staff {
	/** To be mounted at `/desk/api`. */
	routes: Hono<SessionVariables>;
	/** For other routes under `/desk/api`: `c.var.session`, or 401 and 403. */
	authenticate: MiddlewareHandler<SessionVariables>;
	/** Everybody, also who has left. */
	members(): StaffRecord[];
	find(id: string): StaffRecord | undefined;
	/** Recipient of the offline recovery key; null: not made yet. */
	recovery(): string | null;
	/** Whether a session, by `Session.id`, is still there: for streams that stay open. */
	isAlive(session: string): boolean;
	/** Called soon after who the staff are has changed, by whatever process: within two seconds. */
	onChange(listener: () => void): void;
	/** A one-time link for the first coordinator, while there is none. */
	first(): Link | undefined;
	close(): void;
}

/** Makes or renews the tables. Throws `StoreNewer`. */
export function openStaff({
	sql,
	ring,
	publicUrl,
	organisation,
	random = systemRandom,
	clock = Date.now,
}: StaffOptions): Staff {
	migrate(sql, staffMigrations, staffVersions);
	const ground: StaffGround = { sql, key: ring.staff, random, clock };
	const listeners = new Set<() => void>();
	let known = changes(ground);
	const look = setInterval(() => {
		const now = changes(ground);
		if (now === known) return;
		known = now;
		for (const listener of listeners) listener();
	}, LOOK);
	// It keeps no process alive.
	look.unref();
	return {
		routes: staffRoutes({ ground, publicUrl, organisation }),
		authenticate: authenticating(ground, publicUrl),
		members: () => members(ground),
		find: (id) => findMember(ground, id),
		recovery: () => offlineKey(ground),
		isAlive: (session) => isAlive(ground, session),
		onChange: (listener) => void listeners.add(listener),
		first: () => firstLink(ground, organisation),
		close: () => clearInterval(look),
	};
}
