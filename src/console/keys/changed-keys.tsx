/** Shown wherever one is, until a human has looked: a colleague's key is not the one this browser knows. */
import { say } from '../sign-in/say.ts';
import { accept, changes } from './pins.ts';

export function ChangedKeys() {
	return (
		<div role="alert">
			{changes.value.map((change) => (
				<section key={change.who} class="hint" aria-label={say('pins.title')}>
					<h2>{say('pins.title')}</h2>
					<p>{change.who === 'recovery' ? say('pins.intro.recovery') : say('pins.intro', { name: change.name })}</p>
					<button type="button" class="secondary" onClick={() => accept(change)}>
						{say('pins.accept')}
					</button>
				</section>
			))}
		</div>
	);
}
