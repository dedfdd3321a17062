/** What people see of one, as they see it; and what the Desk goes by: hours, languages, stand-in. */
import { useState } from 'preact/hooks';
import { type Me, OwnCard } from '../../desk/api.ts';
import { setCard } from '../desk/acts.ts';
import { self, team } from '../desk/lists.ts';
import { tell } from '../shell/notice.tsx';
import { nameOf, say } from '../shell/speak.ts';
import { Hours } from './hours.tsx';

/** The languages of the flows. */
const known = [
	'nl',
	'en',
	'ro',
	'bg',
	'hu',
	'pl',
	'es',
	'pt',
	'fr',
	'th',
	'zh',
	'ar',
	'ru',
	'uk',
	'de',
	'it',
	'tr',
	'bn',
];

export function CardForm({ me }: { me: Me }) {
	const [card, setOwn] = useState(me.card);
	const [busy, setBusy] = useState(false);
	const set = (change: Partial<OwnCard>) => setOwn({ ...card, ...change });
	const changed = JSON.stringify(card) !== JSON.stringify(me.card);
	const colleagues = (team.value.value?.members ?? []).filter(
		({ id, roles }) => id !== self.value && roles.includes('outreach'),
	);
	async function save() {
		const right = OwnCard.safeParse(card);
		if (!right.success) {
			tell(say('card.wrong'));
			return;
		}
		setBusy(true);
		const why = await setCard(right.data);
		setBusy(false);
		tell(why ?? say('card.saved'), why !== null);
	}
	return (
		<section class="panel" aria-labelledby="card-title">
			<h2 id="card-title">{say('card.title')}</h2>
			<p class="soft">{say('card.hint')}</p>
			<Preview card={card} organisation={me.member.organisation} />
			<form
				onSubmit={(event) => {
					event.preventDefault();
					void save();
				}}
			>
				<label>
					{say('card.name')}
					<input
						value={card.name}
						maxLength={40}
						required
						autocomplete="off"
						onInput={(event) => set({ name: event.currentTarget.value })}
					/>
				</label>
				<fieldset class="chips">
					<legend>{say('card.languages')}</legend>
					{[...new Set([...known, ...card.languages])].map((code) => (
						<label key={code} class="chip">
							<input
								type="checkbox"
								checked={card.languages.includes(code)}
								onChange={({ currentTarget: { checked } }) =>
									set({
										languages: checked ? [...card.languages, code] : card.languages.filter((other) => other !== code),
									})
								}
							/>
							<span>{nameOf(code)}</span>
						</label>
					))}
				</fieldset>
				<fieldset>
					<legend>{say('card.about')}</legend>
					<p class="soft">{say('card.about.hint')}</p>
					{card.languages.map((code) => (
						<label key={code}>
							{nameOf(code)}
							<input
								value={card.about[code] ?? ''}
								lang={code}
								dir="auto"
								maxLength={200}
								autocomplete="off"
								onInput={({ currentTarget: { value } }) => set({ about: withLine(card.about, code, value) })}
							/>
						</label>
					))}
				</fieldset>
				<Hours hours={card.hours} onChange={(hours) => set({ hours })} />
				<label>
					{say('card.stand-in')}
					<select value={card.standIn ?? ''} onChange={(event) => set({ standIn: event.currentTarget.value || null })}>
						<option value="">{say('card.stand-in.nobody')}</option>
						{colleagues.map(({ id, name }) => (
							<option key={id} value={id}>
								{name}
							</option>
						))}
					</select>
					<small>{say('card.stand-in.hint')}</small>
				</label>
				<button type="submit" disabled={!changed} aria-busy={busy}>
					{say('save')}
				</button>
			</form>
		</section>
	);
}

function withLine(about: OwnCard['about'], code: string, line: string): OwnCard['about'] {
	const { [code]: _, ...rest } = about;
	return line === '' ? rest : { ...rest, [code]: line };
}

function Preview({ card, organisation }: { card: OwnCard; organisation: string }) {
	const line = card.languages.map((code) => card.about[code]).find(Boolean);
	return (
		<figure class="preview" aria-label={say('card.preview')}>
			<span class="face" aria-hidden="true">
				{[...card.name.trim()][0]?.toUpperCase()}
			</span>
			<div>
				<p class="name" dir="auto">
					{card.name}
				</p>
				<p>{organisation}</p>
				<p>{card.languages.map(nameOf).join(' · ')}</p>
				{line && <p dir="auto">“{line}”</p>}
			</div>
			<figcaption>{say('card.preview')}</figcaption>
		</figure>
	);
}
