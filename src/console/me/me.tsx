/** One's own: whether one is there, what people see of one, this phone. */
import { coordinates, me, talks } from '../desk/lists.ts';
import { lock, signOut } from '../session.ts';
import { Icon } from '../shell/icon.tsx';
import { tell } from '../shell/notice.tsx';
import { choose, type Language, language, say } from '../shell/speak.ts';
import { CardForm } from './card-form.tsx';
import { Presence } from './presence.tsx';

const languages: { code: Language; name: string }[] = [
	{ code: 'en', name: 'English' },
	{ code: 'nl', name: 'Nederlands' },
];

export function MeScreen() {
	const mine = me.value.value;
	if (!mine) return null;
	return (
		<section class="page" aria-labelledby="me-title">
			<h1 id="me-title">{mine.member.name}</h1>
			<p class="soft">
				{mine.member.organisation} ·{' '}
				{[talks.value && say('role.outreach'), coordinates.value && say('role.coordinator')].filter(Boolean).join(', ')}
			</p>
			{talks.value && <Presence me={mine} />}
			{talks.value && <CardForm me={mine} />}
			<section class="panel" aria-labelledby="phone-title">
				<h2 id="phone-title">{say('me.phone')}</h2>
				<fieldset class="kinds">
					<legend>{say('me.language')}</legend>
					{languages.map(({ code, name }) => (
						<label class="kind" key={code} lang={code}>
							<input type="radio" name="language" checked={language.value === code} onChange={() => choose(code)} />
							<span>{name}</span>
						</label>
					))}
				</fieldset>
				<div class="row">
					<button type="button" class="secondary" onClick={lock}>
						<Icon name="lock" />
						<span>{say('me.lock')}</span>
					</button>
					<button
						type="button"
						class="secondary"
						onClick={() => signOut().catch(() => tell(say('me.sign-out.failed')))}
					>
						<Icon name="out" />
						<span>{say('me.sign-out')}</span>
					</button>
				</div>
			</section>
		</section>
	);
}
