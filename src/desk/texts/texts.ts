/**
 * The texts as the Desk sees them: who approves them, and the bundle as it is served with that. An approval counts from the next
 * turn on, and ends with the text it was given to.
 */
import { approvedWith, isAbout } from '../../flow/approvals.ts';
import type { Language, StepId } from '../../flow/bundle.ts';
import { type Bundle, topicAt } from '../../flow/open.ts';
import type { StaffId } from '../../flow/roster.ts';
import { openSpeaker } from '../../flow/speak.ts';
import { dayOnTheWall } from '../../flow/wall-clock.ts';
import type { Readiness } from '../../report/model.ts';
import { readiness } from '../../report/readiness.ts';
import { sideOf } from '../../report/side.ts';
import { migrate } from '../../store/migrations.ts';
import type { Sql } from '../../store/sql.ts';
import { audit } from '../audit.ts';
import { changed, Refused } from '../refused.ts';
import type { StaffDirectory } from '../staff-directory.ts';
import type { Text } from './api.ts';
import { textsMigrations, textsVersions } from './schema.ts';
import { addVerdict, readVerdicts } from './verdicts.ts';

export interface TextsSettings {
	/** The Desk's database. */
	data: Sql;
	/** As it was loaded: approved by file only. */
	bundle: Bundle;
	staff: Pick<StaffDirectory, 'find'>;
	/** Epoch ms. */
	clock: () => number;
}

export class Texts {
	readonly #settings: TextsSettings;
	#served: Bundle;
	#reading: Bundle | undefined;

	/** Makes its table; the Desk has made its own before. Throws `StoreFailed` or `StoreNewer`. */
	constructor(settings: TextsSettings) {
		const { data, bundle } = settings;
		migrate(data, textsMigrations, textsVersions);
		this.#settings = settings;
		this.#served = { ...bundle, approved: approvedWith(bundle, readVerdicts(data)) };
	}

	/** For the turns of now: another object after each verdict. */
	get served(): Bundle {
		return this.#served;
	}

	readiness(): Readiness {
		const { data, bundle } = this.#settings;
		return readiness(bundle, { verdicts: readVerdicts(data), today: this.#today() });
	}

	/** Throws `Refused` 404. */
	read(language: Language, topic: StepId): Text {
		const { bundle } = this.#settings;
		const evidence = topicAt(bundle, topic);
		if (!evidence || !bundle.languages.includes(language)) throw noSuchText();
		const cell = this.readiness().topics.find(({ id }) => id === topic)?.cells[language];
		if (!cell) throw noSuchText();
		const source = bundle.languages[0] ?? language;
		const { code, emoji, confidence, review_by, verify, sources } = evidence;
		return {
			...{ topic, language, code, emoji, cell, confidence, review_by, verify, sources },
			pictogram: bundle.pictograms[evidence.pictogram]?.svg ?? '',
			source: { language: source, ...sideOf(this.#asApproved(), source, topic) },
			own: sideOf(this.#asApproved(), language, topic),
		};
	}

	/** @param said.by role, as people read it. Throws `Refused` 404, or 409 when the text is not what was read. */
	approve(staff: StaffId, language: Language, topic: StepId, said: { hash: string; by: string }): void {
		this.#say(staff, language, topic, { ...said, approved: true });
	}

	/** Also what a file approves. Throws `Refused` 404 or 409. */
	withdraw(staff: StaffId, language: Language, topic: StepId, { hash }: { hash: string }): void {
		this.#say(staff, language, topic, { hash, by: 'coordinator', approved: false });
	}

	#say(staff: StaffId, language: Language, topic: StepId, said: { hash: string; by: string; approved: boolean }): void {
		const { data, bundle, clock } = this.#settings;
		const member = this.#settings.staff.find(staff);
		if (!member) throw new Refused(403, 'not-of-the-team');
		if (!topicAt(bundle, topic) || !bundle.languages.includes(language)) throw noSuchText();
		if (!isAbout(bundle, language, topic, said.hash)) throw changed();
		data.transaction(() => {
			addVerdict(data, staff, clock(), { language, topic, ...said, on: this.#today(), name: member.name });
			audit({ data, clock }, staff, `${said.approved ? 'approve' : 'withdraw'}:${language}:${topic}`, null);
		});
		this.#served = { ...bundle, approved: approvedWith(bundle, readVerdicts(data)) };
	}

	/** As people will read it: without what is invented for a demo. */
	#asApproved(): Bundle {
		const { bundle } = this.#settings;
		this.#reading ??=
			bundle.publish === 'approved'
				? bundle
				: { ...bundle, speak: openSpeaker(bundle, 'approved'), publish: 'approved' };
		return this.#reading;
	}

	#today(): string {
		const { bundle, clock } = this.#settings;
		return dayOnTheWall(bundle.directory.timezone, clock());
	}
}

const noSuchText = () => new Refused(404, 'no-such-text');
