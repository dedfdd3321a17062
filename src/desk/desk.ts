/**
 * The Desk: threads, claims, the team's cards and presence, the audit log. One an organisation, one instance a store. It takes
 * letters (`Receives`) and gives orders (`Tell`): src/desk/letters.ts.
 */
import type { StepId } from '../flow/bundle.ts';
import { nobody, type Roster, type StaffId } from '../flow/roster.ts';
import { type Random, systemRandom } from '../privacy/crypto.ts';
import { type Pid, threadOf } from '../privacy/pseudonym.ts';
import { migrate } from '../store/migrations.ts';
import type { Store } from '../store/open.ts';
import type { Danger, Me, OwnCard, Presence, Row, Thread as Shown, Team as ShownTeam, Summary } from './api.ts';
import { audit } from './audit.ts';
import { Bell } from './bell.ts';
import { change } from './change.ts';
import { claim } from './claim.ts';
import { noteDanger } from './danger.ts';
import { type Change, commit, type Ground, makeId, type Point } from './ground.ts';
import { type LadderTimes, ladderTimes } from './ladder.ts';
import type { Carried, Receives, Tell } from './letters.ts';
import { Live, type Watching } from './live.ts';
import { Looking } from './look.ts';
import { type Missing, missing, missingFacts, type Prepared } from './missing.ts';
import { note } from './note.ts';
import type { Notify } from './notify.ts';
import { Orders } from './orders.ts';
import { block, handBack, introduce, readable, release, sleep, unblock } from './own.ts';
import { candidates } from './recipients.ts';
import { changed, noSuchThread, Refused } from './refused.ts';
import { type Fresh, reseal } from './reseal.ts';
import { runLadder } from './ring.ts';
import { say } from './say.ts';
import { deskMigrations, deskVersions } from './schema.ts';
import { settle } from './settle.ts';
import type { StaffDirectory } from './staff-directory.ts';
import { take } from './take.ts';
import { readTeam, rosterOf, saveMember, standInOf, type Team, type Teammate } from './team.ts';
import { loadByPid, loadDue, loadOf, loadThread, loadWaiting, type Thread } from './thread.ts';
import { showMe, showSummary, showTeam, showThread } from './view.ts';
import { Watch } from './watch.ts';

export interface DeskSettings {
	store: Pick<Store, 'data' | 'ring'>;
	staff: StaffDirectory;
	tell: Tell;
	/** What must be there before anybody is offered: src/desk/missing.ts. */
	prepared: Omit<Prepared, 'recovery' | 'directory'> & {
		directory: Prepared['directory'] & { timezone: string };
	};
	/** How long a row is kept, in ms. */
	retention: number;
	/** Undefined: staff see only in the console that somebody waits. */
	notify?: Notify | undefined;
	/** Trouble that no caller waits for: to the log, by `code`. */
	report: (error: unknown) => void;
	/** In minutes. */
	times?: LadderTimes;
	/** Epoch ms. */
	clock?: () => number;
	random?: Random;
	/** Called at each named point; tests end the process there. */
	hook?: (point: Point) => void;
}

/** Threads whose ladder is brought up to date in one look. */
const MOST_DUE = 200;

export class Desk implements Receives {
	readonly live: Live;
	readonly #ground: Ground;
	readonly #settings: DeskSettings;
	readonly #orders: Orders;
	readonly #bell: Bell;
	readonly #watch: Watch;
	readonly #looking = new Looking();
	/** Whom the words that are being sealed right now are sealed to. */
	readonly #sealing = new Map<Pid, string[]>();
	/** Whom a browser was last told to seal to: staff and thread. */
	readonly #given = new Map<string, string[]>();
	#team: Team;

	/** Makes its tables. Throws `StoreFailed` or `StoreNewer`. */
	constructor(settings: DeskSettings) {
		const { store, staff, tell, prepared, retention, notify, report, times, clock, random, hook } = settings;
		this.#settings = settings;
		migrate(store.data, deskMigrations, deskVersions);
		this.#ground = {
			data: store.data,
			ring: store.ring,
			random: random ?? systemRandom,
			clock: clock ?? Date.now,
			zone: prepared.directory.timezone,
			times: times ?? ladderTimes,
			retention,
			team: () => this.#team,
			isWatching: (id) => this.live.isWatching(id),
			hook: hook ?? (() => {}),
			changes: [],
			publish: (changes) => this.#publish(changes),
		};
		this.live = new Live(makeId(this.#ground.random));
		this.#team = readTeam(store.data, staff, this.#ground.clock());
		this.#orders = new Orders(this.#ground, tell, report);
		this.#bell = new Bell(this.#ground, notify, report);
		this.#watch = new Watch({ ground: this.#ground, wake: () => this.wake(), report });
	}

	/** Why nobody of the team can be brought in, and nobody signs in; empty: it is on. */
	get off(): Missing[] {
		return missingFacts(this.#settings.prepared);
	}

	/** Who could be brought in now: data for the core. */
	get roster(): Roster {
		return this.off.length > 0 ? nobody : rosterOf(this.#team);
	}

	/** From now on ladders run, orders are carried and old rows go, until `close`. */
	start(): void {
		this.refresh();
		this.#orders.start();
		this.#watch.start();
	}

	/** Ends the live streams; resolves when what is under way is recorded. */
	async close(): Promise<void> {
		this.#watch.stop();
		this.live.close();
		await this.#orders.close();
		await this.#bell.close();
	}

	/** After every change of the directory of staff. */
	refresh(): void {
		const { data, clock } = this.#ground;
		this.#team = readTeam(data, this.#settings.staff, clock());
		commit(this.#ground, () => settle(this.#ground));
		this.live.publish({ what: 'team' });
	}

	recipients(pid: Pid): string[] {
		const thread = loadByPid(this.#ground.data, pid);
		const { recovery } = this.#team;
		const sealed = thread ? split(thread.sealed) : recovery === null ? [] : [recovery];
		this.#sealing.set(pid, sealed);
		return sealed;
	}

	/** Rejects with `LetterGap` or `StoreFailed`. */
	async take(carried: Carried): Promise<void> {
		const { pid, letter } = carried;
		const sealedTo = this.#sealing.get(pid) ?? [];
		this.#sealing.delete(pid);
		commit(this.#ground, () => take(this.#ground, carried, sealedTo), ['letter:before-commit', 'letter:committed']);
		if (letter.kind === 'forgotten') this.#forget(pid);
		const thread = loadByPid(this.#ground.data, pid);
		// Not waited for: the conversation that would answer may be carrying this very letter.
		if (thread) void this.#orders.carry(thread.id);
		void this.#bell.ring();
	}

	me(staff: StaffId): Me {
		const mate = this.#mate(staff);
		const prepared = { ...this.#settings.prepared, recovery: this.#team.recovery };
		return showMe(this.#ground, mate, missing(prepared, mate.record.recipient));
	}

	team(): ShownTeam {
		return showTeam(this.#ground);
	}

	waiting(): Summary[] {
		return loadWaiting(this.#ground.data).map((thread) => showSummary(this.#ground, thread));
	}

	/** Theirs, and those they cover for. */
	threads(staff: StaffId): Summary[] {
		return this.#threadsOf(staff).map((thread) => showSummary(this.#ground, thread));
	}

	/** Noted in the audit log. Throws `Refused` 404. */
	read(staff: StaffId, id: string): Shown {
		return commit(this.#ground, () => {
			const found = readable(this.#ground, staff, id);
			audit(this.#ground, staff, 'read', id);
			const news = found.owner === staff && (found.unread > 0 || found.seen === 0);
			const seen: Thread = { ...found, unread: 0, seen: 1, rung: null, rang: 0, due: null };
			const thread = news ? change(this.#ground, found, seen) : found;
			this.#given.set(`${staff} ${id}`, split(thread.sealed));
			return showThread(this.#ground, thread, staff, this.#looking.at(id, this.#ground.clock()));
		});
	}

	/** Rejects with `Refused`, also when the conversation does not agree. */
	async claim(staff: StaffId, id: string, version: number): Promise<Shown> {
		claim(this.#ground, staff, id, version);
		await this.#orders.carry(id);
		const thread = loadThread(this.#ground.data, id);
		if (!thread) throw noSuchThread();
		if (thread.owner !== staff) throw thread.owner === null ? changed() : new Refused(409, 'taken', thread.owner);
		return this.read(staff, id);
	}

	/** Rejects with `Refused`, or `Unavailable`: then send the same again. */
	async say(staff: StaffId, id: string, words: { id: string; text: string; sealed: Uint8Array }): Promise<Row> {
		const { tell } = this.#settings;
		const sealedTo = { ...words, recipients: this.#givenTo(staff, id) };
		return say(this.#ground, { orders: this.#orders, tell }, staff, id, sealedTo);
	}

	note(staff: StaffId, id: string, words: Fresh): Row {
		return note(this.#ground, staff, id, { ...words, recipients: this.#givenTo(staff, id) });
	}

	introduce(staff: StaffId, id: string, colleague: StaffId): Promise<unknown> {
		introduce(this.#ground, staff, id, colleague);
		return this.#orders.carry(id);
	}

	handBack(staff: StaffId, id: string, at: StepId | null): Promise<unknown> {
		handBack(this.#ground, staff, id, at);
		return this.#orders.carry(id);
	}

	/** Without a word of their own: the conversation's answer is waited for. */
	act(staff: StaffId, id: string, what: 'sleep' | 'block' | 'unblock' | 'release'): Promise<unknown> {
		({ sleep, block, unblock, release })[what](this.#ground, staff, id);
		return this.#orders.carry(id);
	}

	reseal(staff: StaffId, id: string, version: number, rows: readonly Fresh[]): void {
		reseal(this.#ground, staff, id, version, rows);
		this.#watch.overwrote();
	}

	danger(staff: StaffId, id: string, decision: Danger['decision']): void {
		noteDanger(this.#ground, staff, id, decision);
	}

	/** Also at somebody who waits, by those who may take them: then they are seen. Throws `Refused` 404. */
	look(staff: StaffId, id: string, typing: boolean): void {
		const { data, clock } = this.#ground;
		const thread = loadThread(data, id);
		const takes = thread?.phase === 'waiting' && candidates(this.#team, thread).some((mate) => mate.id === staff);
		if (!takes) readable(this.#ground, staff, id);
		else if (thread.seen === 0) commit(this.#ground, () => change(this.#ground, thread, { ...thread, seen: 1 }));
		this.#looking.look(id, staff, typing, clock());
		this.#tellLooking(id);
	}

	/** Throws `Refused` 400. */
	setPresence(staff: StaffId, presence: Presence): void {
		const mate = this.#mate(staff);
		if (presence.is === 'away') this.#refuseStandIn(staff, presence.standIn);
		this.#saveMember({ ...mate, presence }, 'presence');
	}

	/** Throws `Refused` 400. */
	setCard(staff: StaffId, own: OwnCard): void {
		this.#refuseStandIn(staff, own.standIn);
		this.#saveMember({ ...this.#mate(staff), own }, 'card');
	}

	/** The live stream of one tab. */
	watch(watching: Omit<Watching, 'own'>): ReadableStream<Uint8Array<ArrayBuffer>> {
		const own = () =>
			this.#threadsOf(watching.staff).map(({ id, version }) => ({ what: 'thread' as const, id, version }));
		return this.live.open({ ...watching, own });
	}

	/** Everything that is due at this moment; `start` does so by itself. */
	async wake(): Promise<void> {
		const now = this.#ground.clock();
		if (now >= this.#team.until) this.refresh();
		for (const thread of loadDue(this.#ground.data, now, MOST_DUE)) this.#climb(thread.id);
		for (const id of this.#looking.forget(now)) this.#tellLooking(id);
		await this.#bell.ring();
	}

	/** Forgets rows that were kept long enough → how many; `start` does so by itself. Throws `StoreFailed`. */
	sweep(): number {
		return this.#watch.sweep();
	}

	/** One that fails holds up nobody else. */
	#climb(id: string): void {
		try {
			commit(this.#ground, () => {
				const thread = loadThread(this.#ground.data, id);
				if (thread) change(this.#ground, thread, runLadder(this.#ground, thread));
			});
			void this.#orders.carry(id);
		} catch (error) {
			this.#settings.report(error);
		}
	}

	/** As they are now: who has just enrolled or made a key does not wait for the next look at the directory. */
	#mate(staff: StaffId): Teammate {
		const directory = this.#settings.staff;
		const [known, now] = [this.#team.mates.get(staff)?.record, directory.find(staff)];
		const stale = known?.recipient !== now?.recipient || known?.left !== now?.left || known?.name !== now?.name;
		if (stale || directory.recovery() !== this.#team.recovery) this.refresh();
		const mate = this.#team.mates.get(staff);
		if (!mate) throw new Refused(403, 'not-of-the-team');
		return mate;
	}

	#refuseStandIn(staff: StaffId, standIn: StaffId | null): void {
		if (standIn === null) return;
		if (standIn === staff || !this.#team.mates.has(standIn)) throw new Refused(400, 'standIn');
	}

	#saveMember(member: Parameters<typeof saveMember>[1], act: 'presence' | 'card'): void {
		commit(this.#ground, () => {
			saveMember(this.#ground.data, member);
			audit(this.#ground, member.id, act, null);
		});
		this.refresh();
	}

	#threadsOf(staff: StaffId): Thread[] {
		const covered = [...this.#team.mates.keys()].filter((id) => standInOf(this.#team, id)?.id === staff);
		return loadOf(this.#ground.data, staff, covered);
	}

	#givenTo(staff: StaffId, id: string): string[] {
		return this.#given.get(`${staff} ${id}`) ?? [];
	}

	#publish(changes: Change[]): void {
		for (const { thread: id, version, of } of changes)
			if (of.length > 0) this.live.publish({ what: 'thread', id, version }, of);
		if (changes.some(({ waiting }) => waiting)) this.live.publish({ what: 'waiting' });
		if (changes.length > 0) this.#watch.changed();
	}

	#tellLooking(id: string): void {
		const { data, clock } = this.#ground;
		const thread = loadThread(data, id);
		if (!thread) return;
		const looking = this.#looking.at(id, clock());
		const { owner, former, phase } = thread;
		const readers = phase === 'waiting' ? candidates(this.#team, thread).map((mate) => mate.id) : [];
		const to = [owner, former, standInOf(this.#team, owner)?.id, ...readers].filter((one) => typeof one === 'string');
		this.live.publish({ what: 'looking', id, looking }, to);
	}

	#forget(pid: Pid): void {
		const id = threadOf(this.#ground.ring, pid);
		for (const given of this.#given.keys()) if (given.endsWith(` ${id}`)) this.#given.delete(given);
		this.#watch.purge();
	}
}

function split(sealed: string): string[] {
	return sealed === '' ? [] : sealed.split(' ');
}
